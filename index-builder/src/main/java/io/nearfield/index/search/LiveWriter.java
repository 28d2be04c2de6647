package io.nearfield.index.search;

import io.nearfield.index.VectorBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Changes the entries of an index, one thread at a time. Each change shows to readers at one
 * moment.
 */
final class LiveWriter {

  private final LiveState state;
  private int[] due = new int[16]; // cells to be compacted after this change
  private int dueCount;

  LiveWriter(LiveState state) {
    this.state = state;
  }

  /**
   * Adds prepared vectors.
   *
   * @param replacing whether an id may be there already; otherwise none is added when one is
   */
  void insert(long[] ids, VectorBatch prepared, int threads, boolean replacing) {
    Grouping.requireOneEach(ids, prepared);
    while (true) {
      // Encoding takes long and needs no lock, unless the cells change meanwhile.
      Moment.Cells seen = state.cells;
      int[] cellOf = seen.trained().assignAll(prepared, threads);
      EncodedRows rows =
          EncodedRows.of(seen.trained(), seen.shape(), ids, prepared, cellOf, threads);
      state.writer.lock();
      try {
        if (state.cells.lists() == seen.lists()) {
          store(rows, cellOf, replacing);
          return;
        }
      } finally {
        state.writer.unlock();
      }
    }
  }

  private void store(EncodedRows rows, int[] cellOf, boolean replacing) {
    Locator places = locator();
    requireNew(rows.ids(), places, replacing);
    long next = begin();
    appendAll(rows, cellOf, Grouping.byCell(cellOf, state.cells.count()), next);
    state.version = next;
    compactWhereDue();
  }

  /** Appends rows in an order that goes by cell. */
  private void appendAll(EncodedRows rows, int[] cellOf, int[] order, long next) {
    for (int from = 0; from < order.length; ) {
      int cell = cellOf[order[from]];
      int to = from + 1;
      while (to < order.length && cellOf[order[to]] == cell) {
        to++;
      }
      append(cell, rows, order, from, to, next);
      from = to;
    }
  }

  private void requireNew(long[] ids, Locator places, boolean replacing) {
    if (!replacing) {
      for (int i = 0; i < ids.length; i++) {
        if (places.find(ids[i]) != Locator.NOWHERE) {
          throw new IllegalArgumentException(
              "Cannot add entry %d: the index has it already (row %d); put it to replace it"
                  .formatted(ids[i], i));
        }
      }
    }
    Grouping.requireDistinct(ids);
  }

  private void append(int cell, EncodedRows rows, int[] order, int from, int to, long next) {
    Locator places = locator();
    Cell list = state.cells.lists().get(cell);
    long buried = 0;
    int at = from;
    while (at < to) {
      list = list.withRoom(state.cells.shape(), to - at);
      Part last = list.last();
      int some = Math.min(last.room(), to - at);
      list = list.withLast(last.append(rows, order, at, at + some, next));
      state.cells.lists().set(cell, list);
      for (int i = 0; i < some; i++) {
        long id = rows.ids()[order[at + i]];
        long old = places.find(id);
        places.put(id, Locator.place(cell, list.parts().length - 1, last.size + i));
        if (old != Locator.NOWHERE) {
          bury(old, next);
          buried++;
        }
      }
      at += some;
    }
    state.size.addAndGet(to - from - buried);
    state.dead.addAndGet(buried);
  }

  /** Removes entries; returns how many there were. All vanish at one moment. */
  long remove(long... ids) {
    state.writer.lock();
    try {
      Locator places = locator();
      long next = begin();
      long removed = 0;
      for (long id : ids) {
        long old = places.remove(id);
        if (old != Locator.NOWHERE) {
          bury(old, next);
          removed++;
        }
      }
      state.size.addAndGet(-removed);
      state.dead.addAndGet(removed);
      state.version = next;
      compactWhereDue();
      return removed;
    } finally {
      state.writer.unlock();
    }
  }

  private void bury(long place, long next) {
    int cell = Locator.cell(place);
    Part part = state.cells.lists().get(cell).parts()[Locator.part(place)];
    part.bury(Locator.slot(place), next);
    if (crowded(part)) {
      due = dueCount < due.length ? due : Arrays.copyOf(due, 2 * dueCount);
      due[dueCount++] = cell;
    }
  }

  /** Whether more than half as many entries are dead as living. */
  private static boolean crowded(Part part) {
    return part.dead() > part.living() / 2;
  }

  private void compactWhereDue() {
    for (int i = 0; i < dueCount; i++) {
      for (Part part : state.cells.lists().get(due[i]).parts()) {
        if (crowded(part)) {
          compact(due[i]);
          break;
        }
      }
    }
    dueCount = 0;
  }

  /** Rewrites every cell that has dead entries or room to spare. */
  void compact() {
    state.writer.lock();
    try {
      for (int cell = 0; cell < state.cells.count(); cell++) {
        compact(cell);
      }
    } finally {
      state.writer.unlock();
    }
  }

  private void compact(int cell) {
    Cell old = state.cells.lists().get(cell);
    Cell compacted = old.compacted(state.cells.shape(), state.version);
    state.backing.check();
    long moves = state.moves;
    state.moves = moves + 1;
    state.cells.lists().set(cell, compacted);
    if (state.locator != null) {
      LiveLookup.add(state.locator, cell, compacted, state.version);
    }
    state.moves = moves + 2;
    state.dead.addAndGet(-old.dead());
  }

  /** See {@link io.nearfield.index.VectorIndex#replaceCells}. */
  boolean replaceCells(List<CellView> out, VectorBatch centroids, List<CellEntries> in) {
    state.writer.lock();
    try {
      int[] numbers = new int[out.size()];
      for (int i = 0; i < numbers.length; i++) {
        LivingView view = (LivingView) out.get(i);
        Cell cell = view.number < state.cells.count() ? state.cells.lists().get(view.number) : null;
        // Adding makes another cell; removing leaves fewer living entries.
        if (cell == null || view.cell.parts() != cell.parts() || view.size() != cell.living()) {
          return false;
        }
        numbers[i] = view.number;
      }
      long next = begin();
      CellChange change = CellChange.of(state.cells, numbers, centroids);
      Moment.Cells changed = change.apply(in, next);
      for (int number : numbers) {
        state.dead.addAndGet(-state.cells.lists().get(number).dead());
      }
      state.cells = changed;
      if (state.locator != null) {
        for (int number : change.renumbered()) {
          LiveLookup.add(state.locator, number, changed.lists().get(number), state.version);
        }
      }
      state.version = next;
      return true;
    } finally {
      state.writer.unlock();
    }
  }

  /**
   * See {@link io.nearfield.index.VectorIndex#moveEntries}. Entries that were removed, replaced or
   * rewritten since they were viewed are passed over.
   */
  @SuppressWarnings("ReferenceEquality") // of another set of cells, however alike
  int move(CellView from, int[] rows, int[] to, CellEntries moved) {
    state.writer.lock();
    try {
      LivingView view = (LivingView) from;
      if (view.cells.lists() != state.cells.lists()) {
        return 0;
      }
      Locator places = locator();
      EncodedRows encoded = EncodedRows.of(state.cells.trained(), state.cells.shape(), moved, to);
      long next = begin();
      int count = 0;
      int[] order = Grouping.byCell(to, state.cells.count());
      for (int row : order) {
        if (view.isAt(rows[row], places.find(moved.ids()[row]))) {
          order[count++] = row;
        }
      }
      appendAll(encoded, to, Arrays.copyOf(order, count), next);
      state.version = next;
      compactWhereDue();
      return count;
    } finally {
      state.writer.unlock();
    }
  }

  /** How many entries each cell holds, living and dead. */
  List<CellLoad> loads() {
    state.writer.lock();
    try {
      List<CellLoad> loads = new ArrayList<>(state.cells.count());
      for (int cell = 0; cell < state.cells.count(); cell++) {
        Cell list = state.cells.lists().get(cell);
        loads.add(new CellLoad(list.living(), list.dead()));
      }
      return loads;
    } finally {
      state.writer.unlock();
    }
  }

  /** Rewrites one cell without its dead entries. */
  void compactCell(int cell) {
    state.writer.lock();
    try {
      compact(cell);
    } finally {
      state.writer.unlock();
    }
  }

  /** Made by the first change that finds none; true from then on. */
  private Locator locator() {
    if (state.locator == null) {
      state.locator = LiveLookup.at(state, state.now());
    }
    return state.locator;
  }

  private long begin() {
    long next = state.version + 1;
    state.begun = next;
    return next;
  }
}
