package io.nearfield.index.search;

import java.util.List;

/**
 * The living entries of some parts as one storage, without the dead between them. Reads copy them
 * from where they lie, run by run.
 */
final class LivingStorage implements CellStorage {

  private final Shape shape;
  private final Piece[] pieces;
  private final int[] starts; // of each piece, and the end

  private LivingStorage(Shape shape, Piece[] pieces) {
    this.shape = shape;
    this.pieces = pieces;
    this.starts = new int[pieces.length + 1];
    for (int i = 0; i < pieces.length; i++) {
      starts[i + 1] = starts[i] + pieces[i].size();
    }
  }

  static CellStorage join(Shape shape, List<Piece> pieces) {
    if (pieces.size() == 1 && pieces.get(0).whole()) {
      return pieces.get(0).storage();
    }
    return new LivingStorage(shape, pieces.toArray(Piece[]::new));
  }

  /**
   * The living entries of one part.
   *
   * @param slots theirs; null when they are the first {@code size}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Piece(CellStorage storage, int size, int[] slots) {

    static Piece of(Part part, long version) {
      if (part.untouched()) {
        return new Piece(part.storage, part.size, null);
      }
      int[] slots = new int[part.size];
      int living = 0;
      for (int slot = 0; slot < part.size; slot++) {
        if (part.exists(slot, version)) {
          slots[living++] = slot;
        }
      }
      return new Piece(part.storage, living, living == part.size ? null : slots);
    }

    /** Whether nothing of the storage is left out. */
    boolean whole() {
      return slots == null && size == storage.size();
    }

    int slot(int i) {
      return slots == null ? i : slots[i];
    }

    /** How many entries from {@code i} on lie next to each other, up to {@code most}. */
    int together(int i, int most) {
      if (slots == null) {
        return most;
      }
      int count = 1;
      while (count < most && slots[i + count] == slots[i] + count) {
        count++;
      }
      return count;
    }
  }

  /** Copies entries that lie next to each other. */
  @FunctionalInterface
  private interface Copy {
    void run(CellStorage storage, int slot, int to, int count);
  }

  private void each(int from, int count, Copy copy) {
    int piece = 0;
    for (int done = 0; done < count; ) {
      while (from + done >= starts[piece + 1]) {
        piece++;
      }
      Piece entries = pieces[piece];
      int i = from + done - starts[piece];
      int some = entries.together(i, Math.min(count - done, entries.size() - i));
      copy.run(entries.storage(), entries.slot(i), done, some);
      done += some;
    }
  }

  @Override
  public int size() {
    return starts[pieces.length];
  }

  @Override
  public long id(int slot) {
    long[] id = new long[1];
    ids(slot, 1, id, 0);
    return id[0];
  }

  @Override
  public void ids(int from, int count, long[] out, int outFrom) {
    each(from, count, (storage, slot, to, n) -> storage.ids(slot, n, out, outFrom + to));
  }

  @Override
  public void codes(int from, int count, byte[] out) {
    each(
        from,
        count,
        (storage, slot, to, n) -> HeapStorage.copyCodes(shape, storage, slot, out, to, n));
  }

  @Override
  public void biases(int from, int count, float[] out, int outFrom) {
    each(from, count, (storage, slot, to, n) -> storage.biases(slot, n, out, outFrom + to));
  }

  @Override
  public void vectors(int from, int count, float[] out, int outFrom) {
    int d = shape.dimension();
    each(from, count, (storage, slot, to, n) -> storage.vectors(slot, n, out, outFrom + to * d));
  }

  @Override
  public void refined(int from, int count, byte[] out, int outFrom) {
    int r = shape.refinedSize();
    each(from, count, (storage, slot, to, n) -> storage.refined(slot, n, out, outFrom + to * r));
  }

  @Override
  public long memoryBytes() {
    long bytes = 0;
    for (Piece piece : pieces) {
      bytes += piece.storage().memoryBytes();
    }
    return bytes;
  }
}
