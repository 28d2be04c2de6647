package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Internal: the entries of all cells, changed by one thread at a time while any number read.
 *
 * <p>Every change makes a version. The writer first puts the entries in their lists, then publishes
 * the version; a reader first takes the version, then the lists. So the lists hold all that exists
 * at that version, and the lives of the entries tell what does.
 */
public final class LiveEntries {

  private final Object writer = new Object();
  private final Backing backing;
  private volatile Moment.Cells cells;
  private volatile long begun; // the version that is being made, or the last that was
  private volatile long version;
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong dead = new AtomicLong();
  private volatile Locator locator; // null until the first change needs it
  private int[] due = new int[16]; // cells to be compacted after this change
  private int dueCount;

  private LiveEntries(Moment.Cells cells, Backing backing) {
    this.cells = cells;
    this.backing = backing;
  }

  /** Nothing yet. */
  public static LiveEntries empty(TrainedIndex trained) {
    return empty(trained, Backing.HEAP);
  }

  private static LiveEntries empty(TrainedIndex trained, Backing backing) {
    Shape shape = Shape.of(trained);
    AtomicReferenceArray<Cell> lists = new AtomicReferenceArray<>(trained.cells());
    for (int cell = 0; cell < lists.length(); cell++) {
      lists.set(cell, Cell.EMPTY);
    }
    return new LiveEntries(new Moment.Cells(trained, shape, lists), backing);
  }

  /** Many vectors at once, as the user has them. */
  public static LiveEntries build(
      TrainedIndex trained, long[] ids, VectorBatch vectors, int threads) {
    requireOneEach(ids, vectors);
    Grouping.requireDistinct(ids);
    LiveEntries entries = empty(trained);
    new BulkBuild(trained, entries.cells.shape(), ids, vectors, threads)
        .fill(entries.cells.lists());
    entries.size.set(ids.length);
    return entries;
  }

  /** What lies elsewhere already, in the storages of each cell. */
  public static LiveEntries over(
      TrainedIndex trained, List<? extends List<? extends CellStorage>> cells, Backing backing) {
    if (cells.size() != trained.cells()) {
      throw new IllegalArgumentException(
          "Cannot open an index: %d lists for %d cells".formatted(cells.size(), trained.cells()));
    }
    LiveEntries entries = empty(trained, backing);
    for (int cell = 0; cell < cells.size(); cell++) {
      entries.fill(cell, cells.get(cell));
    }
    return entries;
  }

  /** A copy on the heap, in parts of exact size. */
  public static LiveEntries copyOf(Snapshot snapshot) {
    LiveEntries entries = empty(snapshot.trained());
    int[][] sizes = new int[snapshot.cells()][];
    for (int cell = 0; cell < sizes.length; cell++) {
      sizes[cell] = snapshot.cell(cell).stream().mapToInt(CellStorage::size).toArray();
    }
    HeapStorage[][] copies = Allocation.of(entries.cells.shape(), sizes);
    for (int cell = 0; cell < copies.length; cell++) {
      List<CellStorage> storages = snapshot.cell(cell);
      for (int i = 0; i < copies[cell].length; i++) {
        copies[cell][i].copy(storages.get(i), 0, 0, sizes[cell][i]);
        copies[cell][i] = copies[cell][i].packed();
      }
      entries.fill(cell, Arrays.asList(copies[cell]));
    }
    snapshot.check();
    return entries;
  }

  private void fill(int cell, List<? extends CellStorage> storages) {
    Part[] parts = new Part[storages.size()];
    for (int i = 0; i < parts.length; i++) {
      CellStorage storage = storages.get(i);
      parts[i] = Part.of(storage, storage.size());
      size.addAndGet(storage.size());
    }
    cells.lists().set(cell, new Cell(parts, Long.MIN_VALUE));
  }

  /** All living entries at this moment. */
  public Snapshot snapshot() {
    while (true) {
      try {
        return Snapshot.of(now(), backing);
      } catch (Moment.Outrun overtaken) {
        Thread.onSpinWait();
      }
    }
  }

  /** What a loader hands over, one cell after another. */
  public static LiveEntries of(TrainedIndex trained, Iterable<? extends CellView> views) {
    LiveEntries entries = empty(trained);
    Shape shape = entries.cells.shape();
    int cell = 0;
    for (CellView view : views) {
      if (cell == trained.cells()) {
        throw new IllegalArgumentException(
            "Cannot load an index: it has %d cells, got more lists".formatted(cell));
      }
      CellEntries copy = copy(shape, view);
      Cell list = cellOf(trained, shape, copy, cell, Long.MIN_VALUE);
      entries.cells.lists().set(cell++, list);
      entries.size.addAndGet(copy.size());
    }
    if (cell != trained.cells()) {
      throw new IllegalArgumentException(
          "Cannot load an index: it has %d cells, got %d lists".formatted(trained.cells(), cell));
    }
    return entries;
  }

  private static CellEntries copy(Shape shape, CellView view) {
    return CellEntries.copyOf(
        view, shape.codeSize(), shape.floats() ? shape.dimension() : 0, shape.refinedSize());
  }

  static Cell cellOf(TrainedIndex trained, Shape shape, CellEntries entries, int cell, long since) {
    EncodedRows rows = EncodedRows.of(trained, shape, entries, cell);
    List<Part> parts = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += shape.mostPerPart()) {
      int count = Math.min(shape.mostPerPart(), rows.size() - from);
      HeapStorage storage = new HeapStorage(shape, count);
      for (int i = 0; i < count; i++) {
        storage.put(i, rows, from + i);
      }
      parts.add(Part.of(storage.packed(), count));
    }
    return new Cell(parts.toArray(Part[]::new), since);
  }

  /** The newest moment. */
  Moment now() {
    long now = version; // first: the cells read after it are at least as new
    return new Moment(cells, now, null);
  }

  public TrainedIndex trained() {
    return cells.trained();
  }

  public long size() {
    return size.get();
  }

  public long dead() {
    return dead.get();
  }

  /** Adds prepared vectors; none is added when one of the ids is there already or twice. */
  public void add(long[] ids, VectorBatch prepared, int threads) {
    insert(ids, prepared, threads, false);
  }

  /** Adds prepared vectors, in place of the entries with the same ids. */
  public void put(long[] ids, VectorBatch prepared, int threads) {
    insert(ids, prepared, threads, true);
  }

  private void insert(long[] ids, VectorBatch prepared, int threads, boolean replacing) {
    requireOneEach(ids, prepared);
    while (true) {
      // Encoding takes long and needs no lock, unless the cells change meanwhile.
      Moment.Cells seen = cells;
      int[] cellOf = seen.trained().assignAll(prepared, threads);
      EncodedRows rows =
          EncodedRows.of(seen.trained(), seen.shape(), ids, prepared, cellOf, threads);
      synchronized (writer) {
        if (cells.lists() == seen.lists()) {
          store(rows, cellOf, replacing);
          return;
        }
      }
    }
  }

  private static void requireOneEach(long[] ids, VectorBatch vectors) {
    if (ids.length != vectors.rows()) {
      throw new IllegalArgumentException(
          "Cannot add entries: %d ids for %d vectors".formatted(ids.length, vectors.rows()));
    }
  }

  private void store(EncodedRows rows, int[] cellOf, boolean replacing) {
    Locator places = locator();
    requireNew(rows.ids(), places, replacing);
    long next = begin();
    appendAll(rows, cellOf, Grouping.byCell(cellOf, cells.count()), next);
    version = next;
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
    Cell list = cells.lists().get(cell);
    long buried = 0;
    int at = from;
    while (at < to) {
      list = list.withRoom(cells.shape(), to - at);
      Part last = list.last();
      int some = Math.min(last.room(), to - at);
      list = list.withLast(last.append(rows, order, at, at + some, next));
      cells.lists().set(cell, list);
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
    size.addAndGet(to - from - buried);
    dead.addAndGet(buried);
  }

  /** Removes entries; returns how many there were. All vanish at one moment. */
  public long remove(long... ids) {
    synchronized (writer) {
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
      size.addAndGet(-removed);
      dead.addAndGet(removed);
      version = next;
      compactWhereDue();
      return removed;
    }
  }

  private void bury(long place, long next) {
    int cell = Locator.cell(place);
    Part part = cells.lists().get(cell).parts()[Locator.part(place)];
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
      for (Part part : cells.lists().get(due[i]).parts()) {
        if (crowded(part)) {
          compact(due[i]);
          break;
        }
      }
    }
    dueCount = 0;
  }

  /** Whether there is an entry of this id. */
  public boolean contains(long id) {
    Locator places = locator;
    if (places == null) {
      synchronized (writer) {
        places = locator();
      }
    }
    return places.find(id) != Locator.NOWHERE;
  }

  /** Rewrites every cell that has dead entries or room to spare. */
  public void compact() {
    synchronized (writer) {
      for (int cell = 0; cell < cells.count(); cell++) {
        compact(cell);
      }
    }
  }

  private void compact(int cell) {
    Cell old = cells.lists().get(cell);
    Cell compacted = old.compacted(cells.shape(), version);
    backing.check();
    cells.lists().set(cell, compacted);
    dead.addAndGet(-old.dead());
    if (locator != null) {
      locate(locator, cell, compacted);
    }
  }

  /** See {@link io.nearfield.index.VectorIndex#replaceCells}. */
  public boolean replaceCells(List<CellView> out, VectorBatch centroids, List<CellEntries> in) {
    synchronized (writer) {
      int[] numbers = new int[out.size()];
      for (int i = 0; i < numbers.length; i++) {
        LivingView view = (LivingView) out.get(i);
        Cell cell = view.number < cells.count() ? cells.lists().get(view.number) : null;
        // Adding makes another cell; removing leaves fewer living entries.
        if (cell == null || view.cell.parts() != cell.parts() || view.size() != cell.living()) {
          return false;
        }
        numbers[i] = view.number;
      }
      long next = begin();
      CellChange change = CellChange.of(cells, numbers, centroids);
      Moment.Cells changed = change.apply(in, next);
      for (int number : numbers) {
        dead.addAndGet(-cells.lists().get(number).dead());
      }
      cells = changed;
      if (locator != null) {
        for (int number : change.renumbered()) {
          locate(locator, number, changed.lists().get(number));
        }
      }
      version = next;
      return true;
    }
  }

  /**
   * See {@link io.nearfield.index.VectorIndex#moveEntries}. Entries that were removed, replaced or
   * rewritten since they were viewed are passed over.
   */
  @SuppressWarnings("ReferenceEquality") // of another set of cells, however alike
  public int move(CellView from, int[] rows, int[] to, CellEntries moved) {
    synchronized (writer) {
      LivingView view = (LivingView) from;
      if (view.cells.lists() != cells.lists()) {
        return 0;
      }
      Locator places = locator();
      EncodedRows encoded = EncodedRows.of(cells.trained(), cells.shape(), moved, to);
      long next = begin();
      int count = 0;
      int[] order = Grouping.byCell(to, cells.count());
      for (int row : order) {
        if (view.isAt(rows[row], places.find(moved.ids()[row]))) {
          order[count++] = row;
        }
      }
      appendAll(encoded, to, Arrays.copyOf(order, count), next);
      version = next;
      compactWhereDue();
      return count;
    }
  }

  /** How many entries each cell holds, living and dead. */
  public List<CellLoad> loads() {
    synchronized (writer) {
      List<CellLoad> loads = new ArrayList<>(cells.count());
      for (int cell = 0; cell < cells.count(); cell++) {
        Cell list = cells.lists().get(cell);
        loads.add(new CellLoad(list.living(), list.dead()));
      }
      return loads;
    }
  }

  /** Rewrites one cell without its dead entries. */
  public void compactCell(int cell) {
    synchronized (writer) {
      compact(cell);
    }
  }

  private Locator locator() {
    Locator places = locator;
    if (places == null) {
      places = new Locator(size.get());
      for (int cell = 0; cell < cells.count(); cell++) {
        locate(places, cell, cells.lists().get(cell));
      }
      backing.check();
      locator = places;
    }
    return places;
  }

  private static void locate(Locator places, int cell, Cell list) {
    for (int part = 0; part < list.parts().length; part++) {
      Part entries = list.parts()[part];
      for (int slot = 0; slot < entries.size; slot++) {
        if (entries.alive(slot)) {
          places.put(entries.storage.id(slot), Locator.place(cell, part, slot));
        }
      }
    }
  }

  private long begin() {
    long next = version + 1;
    begun = next;
    return next;
  }

  /**
   * Makes candidates of all entries of a moment that pass a filter, one look-up each.
   *
   * @return false when that is not to be had because of changes at the same time
   */
  boolean locate(Moment moment, IdFilter filter, Scratch scratch) {
    Locator places = locator;
    if (places == null) {
      synchronized (writer) {
        places = locator();
      }
    }
    return new Locating(moment, places, scratch).all(filter) && begun == moment.version();
  }

  /** The answer to one query. */
  public Answer search(float[] query, SearchRequest request) {
    float[] prepared = trained().prepare(query);
    while (true) {
      try {
        Answer answer = Search.answer(this, now(), prepared, request, Start.NONE);
        backing.check();
        return answer;
      } catch (InternalError fault) {
        throw backing.explain(fault);
      } catch (Moment.Outrun overtaken) {
        Thread.onSpinWait();
      }
    }
  }

  /** The answers to many prepared queries. */
  public List<Answer> searchAll(VectorBatch prepared, SearchRequest request, int threads) {
    while (true) {
      try {
        List<Answer> answers =
            new BatchSearch(this, now().pinned(), prepared, request).answers(threads);
        backing.check();
        return answers;
      } catch (InternalError fault) {
        throw backing.explain(fault);
      } catch (Moment.Outrun overtaken) {
        Thread.onSpinWait();
      }
    }
  }

  /** The living entries of one cell. */
  public CellView view(int cell) {
    while (true) {
      try {
        return LivingView.of(now(), cell);
      } catch (Moment.Outrun overtaken) {
        Thread.onSpinWait();
      }
    }
  }

  public int cells() {
    return cells.count();
  }

  /** Everything that a search touches, and what changes need. */
  public long memoryBytes() {
    Moment.Cells counted = cells;
    long bytes = 16 + 4L * counted.count();
    for (int cell = 0; cell < counted.count(); cell++) {
      for (Part part : counted.lists().get(cell).parts()) {
        bytes += part.memoryBytes();
      }
    }
    bytes += counted.trained().memoryBytes();
    Locator places = locator;
    return bytes + (places == null ? 0 : places.memoryBytes());
  }

  /** What the index keeps of an entry; null when there is no such entry. */
  public float[] vector(long id) {
    if (!contains(id)) {
      return null;
    }
    while (true) {
      long place = locator.find(id);
      if (place == Locator.NOWHERE) {
        return null;
      }
      Moment moment = now();
      int cell = Locator.cell(place);
      if (cell < moment.cells().count()) {
        Part[] parts = moment.cells().lists().get(cell).parts();
        int part = Locator.part(place);
        int slot = Locator.slot(place);
        if (part < parts.length && slot < parts[part].size && parts[part].storage.id(slot) == id) {
          float[] vector =
              Kept.vector(moment.trained(), moment.cells().shape(), cell, parts[part], slot);
          backing.check();
          return vector;
        }
      }
      Thread.onSpinWait(); // it was moved between the two look-ups; its new place follows at once
    }
  }
}
