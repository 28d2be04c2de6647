package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import java.util.List;
import java.util.function.Supplier;

/**
 * Internal: the entries of all cells, changed by one thread at a time while any number read. How
 * they get in at once: {@link LiveLoading}; what changes: {@link LiveWriter}; who reads: {@link
 * LiveReader}, and {@link LiveLookup} by id; what they share: {@link LiveState}.
 *
 * <p>Where entries lie in a file that was cut meanwhile, each of these says so in one way: see
 * {@link Backing}.
 */
public final class LiveEntries {

  private final LiveState state;
  private final LiveWriter writer;
  private final LiveReader reader;

  private LiveEntries(LiveState state) {
    this.state = state;
    this.writer = new LiveWriter(state);
    this.reader = new LiveReader(state);
  }

  /** Nothing yet. */
  public static LiveEntries empty(TrainedIndex trained) {
    return new LiveEntries(LiveLoading.empty(trained));
  }

  /** Many vectors at once, as the user has them. */
  public static LiveEntries build(
      TrainedIndex trained, long[] ids, VectorBatch vectors, int threads) {
    return new LiveEntries(LiveLoading.build(trained, ids, vectors, threads));
  }

  /** What lies elsewhere already, in the storages of each cell. */
  public static LiveEntries over(
      TrainedIndex trained, List<? extends List<? extends CellStorage>> cells, Backing backing) {
    return new LiveEntries(LiveLoading.over(trained, cells, backing));
  }

  /** A copy on the heap, in parts of exact size. */
  public static LiveEntries copyOf(Snapshot snapshot) {
    return new LiveEntries(LiveLoading.copyOf(snapshot));
  }

  /** What a loader hands over, one cell after another. */
  public static LiveEntries of(TrainedIndex trained, Iterable<? extends CellView> views) {
    return new LiveEntries(LiveLoading.of(trained, views));
  }

  public TrainedIndex trained() {
    return state.cells.trained();
  }

  public int cells() {
    return state.cells.count();
  }

  public long size() {
    return state.size.get();
  }

  public long dead() {
    return state.dead.get();
  }

  /** Everything that a search touches, and what changes need. */
  public long memoryBytes() {
    return reader.memoryBytes();
  }

  /** Adds prepared vectors; none is added when one of the ids is there already or twice. */
  public void add(long[] ids, VectorBatch prepared, int threads) {
    run(() -> writer.insert(ids, prepared, threads, false));
  }

  /** Adds prepared vectors, in place of the entries with the same ids. */
  public void put(long[] ids, VectorBatch prepared, int threads) {
    run(() -> writer.insert(ids, prepared, threads, true));
  }

  /** Removes entries; returns how many there were. All vanish at one moment. */
  public long remove(long... ids) {
    return changing(() -> writer.remove(ids));
  }

  /** Rewrites every cell that has dead entries or room to spare. */
  public void compact() {
    run(writer::compact);
  }

  /** Rewrites one cell without its dead entries. */
  public void compactCell(int cell) {
    run(() -> writer.compactCell(cell));
  }

  /** See {@link io.nearfield.index.VectorIndex#replaceCells}. */
  public boolean replaceCells(List<CellView> out, VectorBatch centroids, List<CellEntries> in) {
    return changing(() -> writer.replaceCells(out, centroids, in));
  }

  /** See {@link io.nearfield.index.VectorIndex#moveEntries}. */
  public int move(CellView from, int[] rows, int[] to, CellEntries moved) {
    return changing(() -> writer.move(from, rows, to, moved));
  }

  /** How many entries each cell holds, living and dead. */
  public List<CellLoad> loads() {
    return writer.loads();
  }

  /** All living entries at this moment. */
  public Snapshot snapshot() {
    return whole(reader::snapshot);
  }

  /** The living entries of one cell. */
  public CellView view(int cell) {
    return whole(() -> reader.view(cell));
  }

  /** Whether there is an entry of this id. */
  public boolean contains(long id) {
    return whole(() -> reader.contains(id));
  }

  /** What the index keeps of an entry; null when there is no such entry. */
  public float[] vector(long id) {
    return whole(() -> reader.vector(id));
  }

  /** The answer to one query. */
  public Answer search(float[] query, SearchRequest request) {
    float[] prepared = trained().prepare(query);
    return whole(() -> reader.search(prepared, request));
  }

  /** The answers to many prepared queries. */
  public List<Answer> searchAll(VectorBatch prepared, SearchRequest request, int threads) {
    return whole(() -> reader.searchAll(prepared, request, threads));
  }

  /** What comes of reading, unless some of what was read was not there. */
  private <T> T whole(Supplier<T> reading) {
    return changing(
        () -> {
          T found = reading.get();
          state.backing.check();
          return found;
        });
  }

  private void run(Runnable change) {
    changing(
        () -> {
          change.run();
          return null;
        });
  }

  /** A change reads where it compacts, and checks that before it puts it in place. */
  private <T> T changing(Supplier<T> change) {
    try {
      return change.get();
    } catch (InternalError fault) {
      throw state.backing.explain(fault);
    }
  }
}
