package io.nearfield.index.search;

import io.nearfield.index.code.CodeLayout;
import java.util.Arrays;

/**
 * Entries in arrays. Built at the exact size, or with room behind the entries that only the writer
 * touches: a reader goes by the size of its {@link Part}.
 */
final class HeapStorage implements CellStorage {

  final Shape shape;
  final long[] ids;
  final byte[] codes; // in their layout
  final float[] biases; // empty unless biased
  final float[] vectors; // Layout: (capacity, dimension); empty unless kept
  final byte[] refined; // Layout: (capacity, refinedSize); empty unless kept

  HeapStorage(Shape shape, int capacity) {
    this.shape = shape;
    this.ids = new long[capacity];
    this.codes = new byte[shape.layout().bytes(capacity)];
    this.biases = new float[shape.biased() ? capacity : 0];
    this.vectors = new float[shape.floats() ? Math.multiplyExact(capacity, shape.dimension()) : 0];
    this.refined = new byte[Math.multiplyExact(capacity, shape.refinedSize())];
  }

  void put(int slot, EncodedRows rows, int row) {
    ids[slot] = rows.ids()[row];
    if (shape.codeSize() > 0) {
      shape.layout().put(codes, slot, rows.codes(), row * shape.codeSize());
    }
    if (shape.biased()) {
      biases[slot] = rows.biases()[row];
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
      from.biases(fromSlot, count, biases, toSlot);
    }
    if (shape.floats()) {
      from.vectors(fromSlot, count, vectors, toSlot * shape.dimension());
    }
    if (shape.refinedSize() > 0) {
      from.refined(fromSlot, count, refined, toSlot * shape.refinedSize());
    }
  }

  private void copyCodes(CellStorage from, int fromSlot, int toSlot, int count) {
    copyCodes(shape, from, fromSlot, codes, toSlot, count);
  }

  /** Copies the codes of entries of any storage to slots of an array in the same layout. */
  static void copyCodes(
      Shape shape, CellStorage from, int fromSlot, byte[] to, int toSlot, int count) {
    if (from instanceof HeapStorage heap) {
      shape.layout().copy(heap.codes, fromSlot, to, toSlot, count);
      return;
    }
    int start = fromSlot / CodeLayout.BLOCK * CodeLayout.BLOCK;
    int some = fromSlot + count - start;
    byte[] some64 = new byte[shape.layout().bytes(some)];
    from.codes(start, some, some64);
    shape.layout().copy(some64, fromSlot - start, to, toSlot, count);
  }

  @Override
  public int size() {
    return ids.length;
  }

  @Override
  public long id(int slot) {
    return ids[slot];
  }

  @Override
  public void ids(int from, int count, long[] out, int outFrom) {
    System.arraycopy(ids, from, out, outFrom, count);
  }

  @Override
  public void codes(int from, int count, byte[] out) {
    int at = shape.layout().bytes(from);
    int length = Math.min(shape.layout().bytes(count), codes.length - at);
    System.arraycopy(codes, at, out, 0, length);
  }

  @Override
  public void biases(int from, int count, float[] out, int outFrom) {
    System.arraycopy(biases, from, out, outFrom, count);
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

  float[] vector(int slot) {
    int d = shape.dimension();
    return Arrays.copyOfRange(vectors, slot * d, (slot + 1) * d);
  }

  @Override
  public long memoryBytes() {
    return Bytes.of(ids)
        + Bytes.of(codes)
        + Bytes.of(biases)
        + Bytes.of(vectors)
        + Bytes.of(refined);
  }
}
