package io.nearfield.index.binary;

import io.nearfield.index.Metric;
import io.nearfield.index.parallel.Ranges;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Nearest neighbours among rows of bits, exactly: every living row is compared, which at the speed
 * of counting bits is a few milliseconds for a million rows of 256 bits.
 *
 * <p>{@link Metric#HAMMING}: in how many bits two rows differ. {@link Metric#JACCARD}: rows are
 * sets of the numbers of their one bits; the distance is one minus the share of what both hold in
 * what either holds. Two rows with nothing in common are at distance 1, two empty ones too.
 *
 * <p>Thread-safe. Searches never wait, and see the rows as they were between two changes; changes
 * wait for each other, and {@link #addAll} and {@link #removeAll} show as a whole. Removed rows are
 * left out at once and cleared away when they are as many as the living. Adding and removing by id
 * are O(1), amortized. Heap: 8 bytes for each 64 bits begun, 8 for the id and about 24 to find it.
 *
 * <pre>{@code
 * BinaryIndex index = new BinaryIndex(Metric.HAMMING, 256);
 * index.addAll(ids, fingerprints);
 * Answer answer = index.search(fingerprint, SearchRequest.within(12, 1_000));
 * }</pre>
 *
 * Of a {@link SearchRequest} the order, k, radius and filter count; the rest is about cells and
 * codes, which are not here.
 */
public final class BinaryIndex {

  private static final int LEAST_DEAD = 64;
  private static final int QUERIES_PER_TASK = 16;

  private final Metric metric;
  private final int bits;
  private final int width;
  private final int words;
  private final Positions positions = new Positions(); // guarded by this
  private volatile BitRows rows = BitRows.empty();

  /** An empty index over rows of so many bits. */
  public BinaryIndex(Metric metric, int bits) {
    if (!metric.binary()) {
      throw new IllegalArgumentException(
          "Cannot make a binary index: the metric must be HAMMING or JACCARD, got " + metric);
    }
    this.metric = metric;
    this.bits = bits;
    this.width = BinaryBatch.width(bits);
    this.words = (width + Long.BYTES - 1) / Long.BYTES;
  }

  /** What near means. */
  public Metric metric() {
    return metric;
  }

  /** How many bits a row has. */
  public int bits() {
    return bits;
  }

  /** How many rows live. */
  public int size() {
    return rows.living();
  }

  /** How many removed rows are not cleared away yet. */
  public int dead() {
    return rows.dead();
  }

  /** Bytes on the heap. */
  public synchronized long memoryBytes() {
    return rows.memoryBytes() + positions.memoryBytes();
  }

  /** Whether a row lives under this id. */
  public synchronized boolean contains(long id) {
    return positions.get(id) != Positions.NONE;
  }

  /** A copy of the row under this id, {@code ceil(bits / 8)} bytes. */
  public synchronized Optional<byte[]> vector(long id) {
    int position = positions.get(id);
    return position == Positions.NONE
        ? Optional.empty()
        : Optional.of(rows.block(position).bytes(BitRows.slot(position), width));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when the id is there already or the row does not fit; nothing
   *     is changed then
   */
  public synchronized void add(long id, byte[] row) {
    requireRow(row);
    requireNew(id);
    rows = appended(rows, id, row, 0);
  }

  /** Adds a row, or replaces the one under this id. */
  public synchronized void put(long id, byte[] row) {
    requireRow(row);
    int old = positions.get(id);
    BitRows before = old == Positions.NONE ? rows : rows.without(old);
    rows = tidy(appended(before, id, row, 0));
  }

  /**
   * Adds rows, all or none of them.
   *
   * @param ids one per row
   * @throws IllegalArgumentException when an id is there already or comes twice; nothing is changed
   *     then
   */
  public synchronized void addAll(long[] ids, BinaryBatch batch) {
    requireBits(batch);
    if (ids.length != batch.rows()) {
      throw new IllegalArgumentException(
          "Cannot add: %d ids for %d rows".formatted(ids.length, batch.rows()));
    }
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      requireNew(sorted[i]);
      if (i > 0 && sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException(
            "Cannot add: ids must differ, id %d comes twice".formatted(sorted[i]));
      }
    }
    BitRows changed = rows;
    for (int i = 0; i < ids.length; i++) {
      changed = appended(changed, ids[i], batch.values(), i * width);
    }
    rows = changed;
  }

  /** Removes a row; false when there is none under this id. */
  public boolean remove(long id) {
    return removeAll(new long[] {id}) == 1;
  }

  /** Removes rows; those that are not there are passed over. Returns how many there were. */
  public synchronized int removeAll(long[] ids) {
    BitRows changed = rows;
    int before = changed.living();
    for (long id : ids) {
      int position = positions.remove(id);
      if (position != Positions.NONE) {
        changed = changed.without(position);
      }
    }
    int removed = before - changed.living();
    rows = tidy(changed);
    return removed;
  }

  /** Answers one query. */
  public Answer search(byte[] query, SearchRequest request) {
    requireRow(query);
    return searchAll(new BinaryBatch(query, bits), request, 1).get(0);
  }

  /**
   * Answers many queries, the same as one by one; all see the same rows. Block by block, so that a
   * block is read from memory once for many queries.
   */
  public List<Answer> searchAll(BinaryBatch queries, SearchRequest request, int threads) {
    requireBits(queries);
    BitRows seen = rows;
    Answer[] answers = new Answer[queries.rows()];
    Ranges.forEach(
        answers.length,
        QUERIES_PER_TASK,
        threads,
        (from, to) -> {
          BitScan[] scans = new BitScan[to - from];
          for (int i = from; i < to; i++) {
            long[] query = new long[words];
            BitBlock.pack(queries.values(), i * width, width, query, 0, words);
            scans[i - from] = new BitScan(metric, request, query);
          }
          BitDistances scratch = new BitDistances(BitBlock.CAPACITY);
          for (int b = 0; b < seen.blocks().length; b++) {
            for (BitScan scan : scans) {
              scan.over(seen.blocks()[b], seen.rows(b), seen.version(), scratch);
            }
          }
          for (int i = from; i < to; i++) {
            answers[i] = scans[i - from].answer(seen);
          }
        });
    return List.of(answers);
  }

  private BitRows appended(BitRows to, long id, byte[] bytes, int from) {
    BitRows roomy = to.withRoom(words);
    int position = roomy.size();
    roomy.block(position).set(BitRows.slot(position), id, bytes, from, width);
    positions.put(id, position);
    return roomy.appended();
  }

  /** The same rows, without the dead once they are as many as the living. */
  private BitRows tidy(BitRows changed) {
    if (changed.dead() < Math.max(LEAST_DEAD, changed.living())) {
      return changed;
    }
    BitRows compacted = changed.compacted(words);
    for (int position = 0; position < compacted.size(); position++) {
      positions.put(compacted.block(position).ids[BitRows.slot(position)], position);
    }
    return compacted;
  }

  private void requireNew(long id) {
    if (positions.get(id) != Positions.NONE) {
      throw new IllegalArgumentException(
          "Cannot add: ids must be new, got %d; replace a row by put".formatted(id));
    }
  }

  private void requireRow(byte[] row) {
    if (row.length != width) {
      throw new IllegalArgumentException(
          "Cannot use binary vector: %d bytes differ from the %d of the index's %d bits"
              .formatted(row.length, width, bits));
    }
    BinaryBatch.requirePadding(row[width - 1], bits, "row 0");
  }

  private void requireBits(BinaryBatch batch) {
    if (batch.bits() != bits) {
      throw new IllegalArgumentException(
          "Cannot use binary vectors: %d bits differ from the index's %d bits"
              .formatted(batch.bits(), bits));
    }
  }
}
