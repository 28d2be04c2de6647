package io.nearfield.index.search;

import io.nearfield.index.code.CodeLayout;
import java.util.Arrays;

/**
 * The entries of one cell up to a size: a view of arrays that only grow behind it, so a reader that
 * holds it is not disturbed by the writer.
 *
 * <p>Which of the entries exist depends on when one looks: entry i exists at version v if {@code
 * born[i] <= v < died[i]}. The writer stores a death in place <em>before</em> it publishes its
 * version; a reader that looks at an earlier version comes to the same answer whether it sees that
 * store or not, which is why these reads need no lock.
 */
final class CellList {

  static final long ALIVE = Long.MAX_VALUE;

  final int size;
  final long compactedAt;
  private final CodeLayout layout;
  final String[] ids;
  final Object[] attachments;
  final long[] born;
  final long[] died;
  final byte[] codes; // in their layout
  final float[] biases; // of the codes; null when the index has none
  final float[] vectors; // Layout: (capacity, dimension)

  private CellList(CellList arrays, int size) {
    this.size = size;
    this.compactedAt = arrays.compactedAt;
    this.layout = arrays.layout;
    this.ids = arrays.ids;
    this.attachments = arrays.attachments;
    this.born = arrays.born;
    this.died = arrays.died;
    this.codes = arrays.codes;
    this.biases = arrays.biases;
    this.vectors = arrays.vectors;
  }

  private CellList(
      int capacity, CodeLayout layout, int dimension, boolean biased, long compactedAt) {
    this.size = 0;
    this.compactedAt = compactedAt;
    this.layout = layout;
    this.ids = new String[capacity];
    this.attachments = new Object[capacity];
    this.born = new long[capacity];
    this.died = new long[capacity];
    this.codes = new byte[layout.bytes(capacity)];
    this.biases = biased ? new float[capacity] : null;
    this.vectors = new float[Math.multiplyExact(capacity, dimension)];
  }

  static CellList empty(CodeLayout layout, int dimension, boolean biased) {
    return new CellList(4, layout, dimension, biased, Long.MIN_VALUE);
  }

  int dimension() {
    return vectors.length / ids.length;
  }

  boolean exists(int i, long version) {
    return born[i] <= version && version < died[i];
  }

  /** This list with one entry more; the arrays are shared unless they were full. */
  CellList append(Entry entry, long version) {
    CellList arrays = size < ids.length ? this : grown();
    int i = size;
    arrays.ids[i] = entry.id();
    arrays.attachments[i] = entry.attachment();
    arrays.born[i] = version;
    arrays.died[i] = ALIVE;
    layout.put(arrays.codes, i, entry.code(), 0);
    System.arraycopy(entry.vector(), 0, arrays.vectors, i * dimension(), dimension());
    if (arrays.biases != null) {
      arrays.biases[i] = entry.bias();
    }
    return new CellList(arrays, size + 1);
  }

  /** What is appended. */
  @SuppressWarnings("ArrayRecordComponent") // a parameter object, never compared
  record Entry(String id, byte[] code, float bias, float[] vector, Object attachment) {}

  /** A copy of the living entries alone, in their order; null when there are none. */
  CellList compacted(long version) {
    int living = 0;
    for (int i = 0; i < size; i++) {
      living += died[i] == ALIVE ? 1 : 0;
    }
    if (living == 0) {
      return null;
    }
    CellList copy = new CellList(living, layout, dimension(), biases != null, version);
    int to = 0;
    int from = 0;
    while (from < size) {
      int run = from;
      while (run < size && died[run] == ALIVE) {
        run++;
      }
      copyTo(copy, from, to, run - from);
      to += run - from;
      from = run + 1;
    }
    return new CellList(copy, living);
  }

  private CellList grown() {
    long capacity = ids.length + (ids.length >> 1) + 4L;
    long most = (Integer.MAX_VALUE - 8L) / dimension();
    if (size >= most) {
      throw new IllegalStateException(
          "Cannot add to a cell: it holds %d entries of dimension %d, the most that fit; build the index with more cells"
              .formatted(size, dimension()));
    }
    CellList copy =
        new CellList(
            (int) Math.min(capacity, most), layout, dimension(), biases != null, compactedAt);
    copyTo(copy, 0, 0, size);
    return copy;
  }

  private void copyTo(CellList copy, int from, int to, int count) {
    int dimension = dimension();
    System.arraycopy(ids, from, copy.ids, to, count);
    System.arraycopy(attachments, from, copy.attachments, to, count);
    System.arraycopy(born, from, copy.born, to, count);
    System.arraycopy(died, from, copy.died, to, count);
    layout.copy(codes, from, copy.codes, to, count);
    System.arraycopy(vectors, from * dimension, copy.vectors, to * dimension, count * dimension);
    if (biases != null) {
      System.arraycopy(biases, from, copy.biases, to, count);
    }
  }

  /** Heap of the arrays, not of what they refer to. */
  long bytes() {
    long references = 2L * Integer.BYTES * ids.length;
    long life = 2L * Long.BYTES * ids.length;
    long floats = vectors.length + (biases == null ? 0L : biases.length);
    return references + life + codes.length + Float.BYTES * floats;
  }

  float[] vector(int i) {
    return Arrays.copyOfRange(vectors, i * dimension(), (i + 1) * dimension());
  }
}
