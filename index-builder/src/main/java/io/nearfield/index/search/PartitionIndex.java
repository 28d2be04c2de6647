package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.kernel.VectorKernels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The entries of some cells of an index, in memory: searched by many threads while one changes
 * them.
 *
 * <p>Readers never block, and each search sees one moment of the index: every change is there as a
 * whole or not at all, a replacement never shows both entries or neither. Changes exclude each
 * other. Adding and removing are O(1) amortized, apart from the length of a vector; a removed entry
 * stays behind as dead until a cell has more than half as many dead entries as living ones, then
 * the cell is compacted.
 *
 * <p>Heap per entry: 4 * dimension + code size + about 120 bytes, its id and its attachment.
 *
 * @param <A> what is stored with each entry and given to filters
 */
public final class PartitionIndex<A> {

  /** Where an entry lies. Slots change when a cell is compacted. */
  private record Place(int cell, int slot) {}

  /** An id, its place and their entry in the map. */
  private static final int PLACE_BYTES = 64 + 24 + 48;

  private final TrainedIndex trained;
  private final CodeLayout layout;
  private final AtomicReferenceArray<CellList> lists;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final int[] deadOfCell; // only the writer looks
  private final AtomicInteger dead = new AtomicInteger();
  private volatile long version;
  private volatile long emptied; // the version at which a cell last became empty

  /** An empty index. */
  public PartitionIndex(TrainedIndex trained) {
    this.trained = trained;
    this.layout = trained.codec().map(VectorCodec::layout).orElse(CodeLayout.rows(0));
    this.lists = new AtomicReferenceArray<>(trained.cells());
    this.deadOfCell = new int[trained.cells()];
  }

  /**
   * Adds an entry, in place of the one with the same id if there is one.
   *
   * @param cell what {@link TrainedIndex#assign} said of the vector
   * @param code what {@link TrainedIndex#encode} said of it there
   * @param prepared the vector, as {@link TrainedIndex#prepare} gives it; copied
   * @param attachment may be null
   */
  public synchronized void upsert(
      String id, int cell, byte[] code, float[] prepared, A attachment) {
    check(id, cell, code);
    requireUsable(prepared);
    long next = version + 1;
    float bias = trained.bias(code, 0, cell);
    Place old = places.get(id);
    CellList list = lists.get(cell);
    if (list == null) {
      list = CellList.empty(layout, trained.dimension(), trained.biased());
    }
    CellList longer = list.append(new CellList.Entry(id, code, bias, prepared, attachment), next);
    lists.set(cell, longer);
    if (old != null) {
      bury(old, next);
    }
    version = next;
    places.put(id, new Place(cell, longer.size - 1));
    if (old != null) {
      compactIfDue(old.cell());
    }
  }

  /** Removes an entry; false when there was none. */
  public synchronized boolean remove(String id) {
    Place old = places.remove(id);
    if (old == null) {
      return false;
    }
    long next = version + 1;
    bury(old, next);
    version = next;
    compactIfDue(old.cell());
    return true;
  }

  private void bury(Place place, long at) {
    lists.get(place.cell()).died[place.slot()] = at;
    deadOfCell[place.cell()]++;
    dead.incrementAndGet();
  }

  private void compactIfDue(int cell) {
    CellList list = lists.get(cell);
    int deadHere = deadOfCell[cell];
    if (deadHere <= (list.size - deadHere) / 2) {
      return;
    }
    CellList compacted = list.compacted(version);
    if (compacted == null) {
      emptied = version;
    }
    lists.set(cell, compacted);
    for (int i = 0; compacted != null && i < compacted.size; i++) {
      places.put(compacted.ids[i], new Place(cell, i));
    }
    deadOfCell[cell] = 0;
    dead.addAndGet(-deadHere);
  }

  /** Whether there is an entry of this id. */
  public boolean contains(String id) {
    return places.containsKey(id);
  }

  /** A copy of the entry's prepared vector; null when there is no such entry. */
  public float[] vector(String id) {
    return read(id, (list, slot) -> list.vector(slot));
  }

  /** What was stored with the entry; null when there is no such entry. */
  @SuppressWarnings("unchecked") // only upsert stores attachments
  public A attachment(String id) {
    return (A) read(id, (list, slot) -> list.attachments[slot]);
  }

  /** The cell of the entry; -1 when there is no such entry. */
  public int cell(String id) {
    Place place = places.get(id);
    return place == null ? -1 : place.cell();
  }

  /** How many entries there are. */
  public int size() {
    return places.size();
  }

  /** How many removed or replaced entries still take up room. */
  public int dead() {
    return dead.get();
  }

  /**
   * Heap that the entries take up, dead ones and room to grow included; without what is in their
   * attachments. An estimate: ids count as of twenty characters. O(cells).
   */
  public long bytes() {
    long bytes = (long) places.size() * PLACE_BYTES;
    for (int cell = 0; cell < lists.length(); cell++) {
      CellList list = lists.get(cell);
      bytes += list == null ? 0 : list.bytes();
    }
    return bytes;
  }

  /**
   * How full the cells are and how far their entries lie from the centroids. O(entries *
   * dimension); searches and changes go on meanwhile, and a change under way may count or not.
   */
  public CellFigures figures() {
    CellFigures figures = CellFigures.NONE;
    int d = trained.dimension();
    float[] centroids = trained.centroids().values();
    for (int cell = 0; cell < lists.length(); cell++) {
      CellList list = lists.get(cell);
      if (list == null) {
        continue;
      }
      long now = version;
      long living = 0;
      double distance = 0;
      for (int i = 0; i < list.size; i++) {
        if (list.exists(i, now)) {
          living++;
          distance += VectorKernels.squaredL2(list.vectors, i * d, centroids, cell * d, d);
        }
      }
      figures = figures.plusCell(living, distance);
    }
    return figures;
  }

  /** The cells that hold entries here, ascending. */
  public int[] cells() {
    return IntStream.range(0, lists.length())
        .filter(cell -> lists.get(cell) != null) // a cell goes with its last living entry
        .toArray();
  }

  /**
   * The nearest entries of some cells, nearest first, ties by id.
   *
   * @param preparedQuery as {@link TrainedIndex#prepare} gives it
   * @param cells where to look, usually {@link TrainedIndex#probe}; cells that hold nothing here
   *     are skipped, repeated ones count once
   * @param filter which attachments may be answered, null for all. It is asked before the best are
   *     kept: as long as the cells hold k entries that pass, k are returned
   */
  public List<Hit<A>> search(
      float[] preparedQuery, int[] cells, SearchParams params, Predicate<? super A> filter) {
    Seen seen = see(preparedQuery, cells);
    return new PartitionSearch<A>(trained, preparedQuery, params, filter, seen.version)
        .over(seen.lists, seen.cells, seen.held);
  }

  /**
   * Compares every entry of some cells by its full vector, and returns those that are wanted and
   * how many there are in all.
   *
   * @param preparedQuery as {@link TrainedIndex#prepare} gives it
   * @param cells where to look; as in {@link #search}
   * @param filter which attachments may be answered, null for all
   */
  public Selected<A> select(
      float[] preparedQuery, int[] cells, Selection selection, Predicate<? super A> filter) {
    Seen seen = see(preparedQuery, cells);
    return new PartitionSelection<A>(
            trained.metric(), preparedQuery, selection, filter, seen.version)
        .over(seen.lists, seen.held);
  }

  /**
   * As {@link #select}, among the entries of these ids alone; those that are not here are passed
   * over. Each is seen at a moment of its own. {@code O(ids * dimension)}.
   */
  @SuppressWarnings("unchecked") // only upsert stores attachments
  public Selected<A> selectAmong(
      float[] preparedQuery,
      Collection<String> ids,
      Selection selection,
      Predicate<? super A> filter) {
    requireUsable(preparedQuery);
    List<Hit<A>> hits = new ArrayList<>();
    float[] distance = new float[1];
    for (String id : ids) {
      Hit<A> hit =
          read(
              id,
              (list, slot) -> {
                int from = slot * preparedQuery.length;
                Distances.compute(trained.metric(), preparedQuery, list.vectors, from, 1, distance);
                return new Hit<>(id, distance[0], (A) list.attachments[slot]);
              });
      if (hit != null
          && selection.radius().holds(hit.distance())
          && (filter == null || filter.test(hit.attachment()))) {
        hits.add(hit);
      }
    }
    return Selected.of(hits, hits.size(), selection);
  }

  /** The lists of some cells at one moment. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Seen(CellList[] lists, int[] cells, int held, long version) {}

  private Seen see(float[] preparedQuery, int[] cells) {
    requireUsable(preparedQuery);
    int[] distinct = IntStream.of(cells).distinct().toArray();
    for (int cell : distinct) {
      requireCell(cell);
    }
    CellList[] found = new CellList[distinct.length];
    int[] cellOf = new int[distinct.length];
    while (true) {
      long now = version;
      int held = 0;
      boolean outrun = false;
      for (int cell : distinct) {
        CellList list = lists.get(cell);
        if (list != null) {
          outrun |= list.compactedAt > now;
          found[held] = list;
          cellOf[held++] = cell;
        }
      }
      // A cell compacted since may have lost what existed at this moment; so may one that became
      // empty, which shows only by the version. Take a later moment.
      if (!outrun && (held == distinct.length || emptied <= now)) {
        return new Seen(found, cellOf, held, now);
      }
    }
  }

  private <T> T read(String id, Reader<T> reader) {
    while (true) {
      Place place = places.get(id);
      if (place == null) {
        return null;
      }
      CellList list = lists.get(place.cell());
      if (list != null && place.slot() < list.size && list.ids[place.slot()].equals(id)) {
        return reader.read(list, place.slot());
      }
      // The cell was compacted between the two look-ups; its new place follows at once.
      Thread.onSpinWait();
    }
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(CellList list, int slot);
  }

  private void check(String id, int cell, byte[] code) {
    if (id == null) {
      throw new IllegalArgumentException("Cannot add an entry: its id is null");
    }
    requireCell(cell);
    if (code.length != trained.codeSize()) {
      throw new IllegalArgumentException(
          "Cannot add entry '%s': its code has %d bytes, the index's codes have %d"
              .formatted(id, code.length, trained.codeSize()));
    }
  }

  private void requireCell(int cell) {
    if (cell < 0 || cell >= lists.length()) {
      throw new IllegalArgumentException(
          "Cannot use cell %d: the index has cells 0 to %d".formatted(cell, lists.length() - 1));
    }
  }

  private void requireUsable(float[] vector) {
    if (vector.length != trained.dimension()) {
      throw new IllegalArgumentException(
          "Cannot use vector: dimension %d differs from the index's dimension %d"
              .formatted(vector.length, trained.dimension()));
    }
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new IllegalArgumentException(
            "Cannot use vector: value at position %d is %s, must be finite"
                .formatted(i, vector[i]));
      }
    }
  }
}
