package io.nearfield.index;

import io.nearfield.index.search.Answer;
import io.nearfield.index.search.Backing;
import io.nearfield.index.search.CellEntries;
import io.nearfield.index.search.CellLoad;
import io.nearfield.index.search.CellStorage;
import io.nearfield.index.search.CellView;
import io.nearfield.index.search.LiveEntries;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.search.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * An index of vectors under long ids, in memory: searched by any number of threads while one at a
 * time changes it.
 *
 * <p>Readers never block, and each search sees one moment of the index: every change is there as a
 * whole or not at all. A removed entry stays behind as dead, unseen, until its cell is compacted.
 * Vectors are given as the user has them; NaN, infinities and zero under cosine are refused.
 *
 * <p>What is kept of each vector follows the spec: itself for {@code Flat} and {@code
 * Refine(Flat)}, one byte a dimension for {@code Refine(SQ8)}, otherwise its code alone.
 *
 * <pre>{@code
 * VectorIndex index = VectorIndex.build(trained, ids, vectors, 2);
 * Answer answer = index.search(query, SearchRequest.nearest(10).withNprobe(32));
 * }</pre>
 */
public final class VectorIndex {

  private final LiveEntries entries;

  private VectorIndex(LiveEntries entries) {
    this.entries = entries;
  }

  /** An index without entries. */
  public static VectorIndex empty(TrainedIndex trained) {
    return new VectorIndex(LiveEntries.empty(trained));
  }

  /**
   * An index of many vectors at once, in lists of exact size.
   *
   * @param ids one per vector, all different
   */
  public static VectorIndex build(
      TrainedIndex trained, long[] ids, VectorBatch vectors, int threads) {
    return new VectorIndex(LiveEntries.build(trained, ids, vectors, threads));
  }

  /** What a loader has read: the entries of each cell, in the order of the cells. */
  public static VectorIndex of(TrainedIndex trained, Iterable<? extends CellView> cells) {
    return new VectorIndex(LiveEntries.of(trained, cells));
  }

  /** What stays where it lies, such as in a memory-mapped file: the storages of each cell. */
  public static VectorIndex over(
      TrainedIndex trained, List<? extends List<? extends CellStorage>> cells, Backing backing) {
    return new VectorIndex(LiveEntries.over(trained, cells, backing));
  }

  /** A copy on the heap, in lists of exact size. */
  public static VectorIndex copyOf(Snapshot snapshot) {
    return new VectorIndex(LiveEntries.copyOf(snapshot));
  }

  /** All living entries as they are now, in the layout they are searched in. */
  public Snapshot snapshot() {
    return entries.snapshot();
  }

  /** Cells, codec and metric; another object after {@link #replaceCells}. */
  public TrainedIndex trained() {
    return entries.trained();
  }

  /** How many entries there are. */
  public long size() {
    return entries.size();
  }

  /** How many removed or replaced entries still take up room. */
  public long dead() {
    return entries.dead();
  }

  /** Bytes of everything that searches and changes touch. */
  public long memoryBytes() {
    return entries.memoryBytes();
  }

  /** Whether there is an entry of this id. */
  public boolean contains(long id) {
    return entries.contains(id);
  }

  /** What the index keeps of an entry's prepared vector: all of it, or what its code stands for. */
  public Optional<float[]> vector(long id) {
    return Optional.ofNullable(entries.vector(id));
  }

  /**
   * Adds an entry.
   *
   * @throws IllegalArgumentException when the id is there already, or the vector unfit
   */
  public void add(long id, float[] vector) {
    entries.add(new long[] {id}, one(vector), 1);
  }

  /** Adds an entry, in place of the one with the same id if there is one. */
  public void put(long id, float[] vector) {
    entries.put(new long[] {id}, one(vector), 1);
  }

  /**
   * Adds many entries, all visible at one moment; none when one is refused.
   *
   * @param ids one per vector, all different and new
   */
  public void addAll(long[] ids, VectorBatch vectors, int threads) {
    entries.add(ids.clone(), trained().prepareAll(vectors), threads);
  }

  /** As {@link #addAll}, in place of the entries with the same ids. */
  public void putAll(long[] ids, VectorBatch vectors, int threads) {
    entries.put(ids.clone(), trained().prepareAll(vectors), threads);
  }

  /** Removes an entry; false when there was none. */
  public boolean remove(long id) {
    return entries.remove(id) == 1;
  }

  /** Removes entries, all at one moment; returns how many there were. */
  public long removeAll(long[] ids) {
    return entries.remove(ids);
  }

  /** Drops what is dead and the room to spare. */
  public void compact() {
    entries.compact();
  }

  /** Answers one query. */
  public Answer search(float[] query, SearchRequest request) {
    return entries.search(query, request);
  }

  /** Answers many queries, all at one moment of the index. */
  public List<Answer> searchAll(VectorBatch queries, SearchRequest request, int threads) {
    return entries.searchAll(trained().prepareAll(queries), request, threads);
  }

  /** How many cells there are. */
  public int cells() {
    return entries.cells();
  }

  /** The living entries of one cell, as they are now. */
  public CellView cell(int number) {
    return entries.view(number);
  }

  /**
   * Puts other cells in place of some, in one step for readers.
   *
   * @param out views of the cells that go, as {@link #cell} gave them
   * @param centroids of the cells that come
   * @param in their entries, encoded for these centroids
   * @return false, and nothing is changed, when one of the cells has changed since it was viewed
   */
  public boolean replaceCells(List<CellView> out, VectorBatch centroids, List<CellEntries> in) {
    return entries.replaceCells(out, centroids, in);
  }

  /**
   * Moves entries from one cell to others, in one step for readers. Entries that were removed,
   * replaced or rewritten since the cell was viewed stay as they are.
   *
   * @param from the cell as {@link #cell} gave it
   * @param rows which of its entries
   * @param to the cell that each of them moves to
   * @param moved the same entries, encoded for those cells
   * @return how many were moved; none when the set of cells has changed since the view
   */
  public int moveEntries(CellView from, int[] rows, int[] to, CellEntries moved) {
    return entries.move(from, rows, to, moved);
  }

  /** How many entries each cell holds, living and dead. */
  public List<CellLoad> loads() {
    return entries.loads();
  }

  /** Drops what is dead in one cell, and its room to spare. */
  public void compactCell(int cell) {
    entries.compactCell(cell);
  }

  private VectorBatch one(float[] vector) {
    return new VectorBatch(trained().prepare(vector), trained().dimension());
  }
}
