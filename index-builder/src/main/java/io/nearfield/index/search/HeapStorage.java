package io.nearfield.index.search;

import io.nearfield.index.code.CodeLayout;

/**
 * Entries in arrays. Built at the exact size, or with room behind the entries that only the writer
 * touches: a reader goes by the size of its {@link Part}.
 */
final class HeapStorage implements CellStorage {

  final Shape shape;
  private final long[] ids; // null when packed
  private final PackedLongs packedIds; // null until packed
  final byte[] codes; // in their layout, perhaps with those of other cells before and after
  final float[] biases; // beside the codes; empty unless biased
  final int start; // the slot of the first entry in codes and biases
  private final long codeBytes; // of codes and biases, as far as they are this storage's
  final float[] vectors; // Layout: (capacity, dimension); empty unless kept
  final byte[] refined; // Layout: (capacity, refinedSize); empty unless kept

  HeapStorage(Shape shape, int capacity) {
    this(shape, capacity, codesFor(shape, capacity), biasesFor(shape, capacity), 0);
  }

  private HeapStorage(Shape shape, int capacity, byte[] codes, float[] biases, int start) {
    this.shape = shape;
    this.ids = new long[capacity];
    this.packedIds = null;
    this.codes = codes;
    this.biases = biases;
    this.start = start;
    this.vectors = new float[shape.floats() ? Math.multiplyExact(capacity, shape.dimension()) : 0];
    this.refined = new byte[Math.multiplyExact(capacity, shape.refinedSize())];
    // What is not filled up at the end counts for the first.
    int shared = start == 0 ? shape.layout().bytes(capacity) : shape.codeSize() * capacity;
    this.codeBytes = shared + (long) (shape.biased() ? Float.BYTES : 0) * capacity;
  }

  /**
   * Storages of several small cells whose codes follow each other without a gap. Interleaved codes
   * come in blocks of 64; a block for each cell's last few would be a tenth of short codes.
   */
  static HeapStorage[] sharing(Shape shape, int[] capacities) {
    int total = 0;
    for (int capacity : capacities) {
      total = Math.addExact(total, capacity);
    }
    byte[] codes = codesFor(shape, total);
    float[] biases = biasesFor(shape, total);
    HeapStorage[] storages = new HeapStorage[capacities.length];
    int start = 0;
    for (int i = 0; i < storages.length; i++) {
      storages[i] = new HeapStorage(shape, capacities[i], codes, biases, start);
      start += capacities[i];
    }
    return storages;
  }

  private static byte[] codesFor(Shape shape, int entries) {
    return new byte[shape.layout().bytes(entries)];
  }

  private static float[] biasesFor(Shape shape, int entries) {
    return new float[shape.biased() ? entries : 0];
  }

  private HeapStorage(HeapStorage full) {
    this.shape = full.shape;
    this.ids = null;
    this.packedIds = PackedLongs.of(full.ids);
    this.codes = full.codes;
    this.biases = full.biases;
    this.start = full.start;
    this.codeBytes = full.codeBytes;
    this.vectors = full.vectors;
    this.refined = full.refined;
  }

  /** The same entries with their ids in as few bits as they need; this one is not to be used on. */
  HeapStorage packed() {
    return ids == null ? this : new HeapStorage(this);
  }

  void put(int slot, EncodedRows rows, int row) {
    ids[slot] = rows.ids()[row];
    if (shape.codeSize() > 0) {
      shape.layout().put(codes, start + slot, rows.codes(), row * shape.codeSize());
    }
    if (shape.biased()) {
      biases[start + slot] = rows.biases()[row];
    }
    int d = shape.dimension();
    if (shape.floats()) {
      System.arraycopy(rows.vectors(), row * d, vectors, slot * d, d);
    }
    int r = shape.refinedSize();
    System.arraycopy(rows.refined(), row * r, refined, slot * r, r);
  }

  /** Copies entries of any storage to slots of this one. */
  void copy(CellStorage from, int fromSlot, int toSlot, int count) {
    from.ids(fromSlot, count, ids, toSlot);
    if (shape.codeSize() > 0) {
      copyCodes(from, fromSlot, toSlot, count);
    }
    if (shape.biased()) {
      from.biases(fromSlot, count, biases, start + toSlot);
    }
    if (shape.floats()) {
      from.vectors(fromSlot, count, vectors, toSlot * shape.dimension());
    }
    if (shape.refinedSize() > 0) {
      from.refined(fromSlot, count, refined, toSlot * shape.refinedSize());
    }
  }

  private void copyCodes(CellStorage from, int fromSlot, int toSlot, int count) {
    copyCodes(shape, from, fromSlot, codes, start + toSlot, count);
  }

  /** Copies the codes of entries of any storage to slots of an array in the same layout. */
  static void copyCodes(
      Shape shape, CellStorage from, int fromSlot, byte[] to, int toSlot, int count) {
    if (from instanceof HeapStorage heap) {
      shape.layout().copy(heap.codes, heap.start + fromSlot, to, toSlot, count);
      return;
    }
    int block = fromSlot / CodeLayout.BLOCK * CodeLayout.BLOCK;
    int some = fromSlot + count - block;
    byte[] blocks = new byte[shape.layout().bytes(some)];
    from.codes(block, some, blocks);
    shape.layout().copy(blocks, fromSlot - block, to, toSlot, count);
  }

  @Override
  public int size() {
    return ids == null ? packedIds.size() : ids.length;
  }

  @Override
  public long id(int slot) {
    return ids == null ? packedIds.get(slot) : ids[slot];
  }

  @Override
  public void ids(int from, int count, long[] out, int outFrom) {
    if (ids != null) {
      System.arraycopy(ids, from, out, outFrom, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      out[outFrom + i] = packedIds.get(from + i);
    }
  }

  @Override
  public void codes(int from, int count, byte[] out) {
    if (start % CodeLayout.BLOCK != 0) {
      shape.layout().copy(codes, start + from, out, 0, count);
      return;
    }
    int at = shape.layout().bytes(start + from);
    int length = Math.min(shape.layout().bytes(count), codes.length - at);
    System.arraycopy(codes, at, out, 0, length);
  }

  @Override
  public void biases(int from, int count, float[] out, int outFrom) {
    System.arraycopy(biases, start + from, out, outFrom, count);
  }

  @Override
  public void vectors(int from, int count, float[] out, int outFrom) {
    int d = shape.dimension();
    System.arraycopy(vectors, from * d, out, outFrom, count * d);
  }

  @Override
  public void refined(int from, int count, byte[] out, int outFrom) {
    int r = shape.refinedSize();
    System.arraycopy(refined, from * r, out, outFrom, count * r);
  }

  @Override
  public long memoryBytes() {
    return (ids == null ? packedIds.memoryBytes() : Bytes.of(ids))
        + codeBytes
        + Bytes.of(vectors)
        + Bytes.of(refined);
  }
}
