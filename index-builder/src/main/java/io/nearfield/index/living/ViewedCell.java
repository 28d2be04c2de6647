package io.nearfield.index.living;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.search.CellEntries;
import io.nearfield.index.search.CellView;

/**
 * The entries of one cell with the vectors they stand for, ready to be encoded for another.
 *
 * <p>The vectors are the best that the index keeps: themselves, or what their refined codes stand
 * for, or what their codes do. In the last case each move to another cell encodes what is left
 * after the encoding before, and loses a little more.
 *
 * @param trained what the codes are made by
 * @param number of the cell
 * @param view of its entries
 */
record ViewedCell(TrainedIndex trained, int number, CellView view) {

  static ViewedCell of(VectorIndex index, TrainedIndex trained, int number) {
    return new ViewedCell(trained, number, index.cell(number));
  }

  int size() {
    return view.size();
  }

  /** The vectors of all entries, prepared. */
  VectorBatch vectors() {
    int d = trained.dimension();
    float[] values = new float[Math.multiplyExact(size(), d)];
    vectors(0, size(), values);
    return new VectorBatch(values, d);
  }

  /** The vectors of some entries. Layout: (count, dimension), from the beginning. */
  void vectors(int from, int count, float[] out) {
    if (keepsVectors(trained)) {
      view.vectors(from, count, out, 0);
    } else if (trained.refineCodec().isPresent()) {
      VectorCodec codec = trained.refineCodec().get();
      byte[] refined = new byte[Math.multiplyExact(count, codec.codeSize())];
      view.refined(from, count, refined, 0);
      decode(codec, refined, count, out);
    } else {
      VectorCodec codec = trained.codec().orElseThrow();
      byte[] codes = new byte[Math.multiplyExact(count, codec.codeSize())];
      view.codes(from, count, codes, 0);
      decode(codec, codes, count, out);
      add(out, count, trained.centroids(), number, 1);
    }
  }

  private static void decode(VectorCodec codec, byte[] codes, int count, float[] out) {
    for (int i = 0; i < count; i++) {
      codec.decode(codes, i * codec.codeSize(), out, i * codec.dimension());
    }
  }

  private static void add(float[] rows, int count, VectorBatch centroids, int cell, int sign) {
    int d = centroids.dimension();
    for (int i = 0; i < count * d; i += d) {
      for (int j = 0; j < d; j++) {
        rows[i + j] += sign * centroids.values()[cell * d + j];
      }
    }
  }

  /** Whether moving an entry to another cell loses nothing, or nothing to speak of. */
  static boolean lossless(TrainedIndex trained) {
    return keepsVectors(trained) || trained.refineCodec().isPresent();
  }

  private static boolean keepsVectors(TrainedIndex trained) {
    return !trained.spec().quantized()
        || (trained.spec().refined() && trained.refineCodec().isEmpty());
  }

  /**
   * Some of the entries, encoded for other cells.
   *
   * @param rows which entries
   * @param centroids Layout: (any, dimension)
   * @param centroidOf which of them each row's new cell is
   */
  CellEntries encoded(int[] rows, VectorBatch centroids, int[] centroidOf) {
    int d = trained.dimension();
    int refinedSize = trained.refineCodec().map(VectorCodec::codeSize).orElse(0);
    long[] ids = new long[rows.length];
    byte[] codes = new byte[Math.multiplyExact(rows.length, trained.codeSize())];
    float[] kept = new float[keepsVectors(trained) ? Math.multiplyExact(rows.length, d) : 0];
    byte[] refined = new byte[Math.multiplyExact(rows.length, refinedSize)];
    float[] vector = new float[d];
    for (int i = 0; i < rows.length; i++) {
      view.ids(rows[i], 1, ids, i);
      vectors(rows[i], 1, vector);
      if (kept.length > 0) {
        System.arraycopy(vector, 0, kept, i * d, d);
      }
      if (refinedSize > 0) {
        view.refined(rows[i], 1, refined, i * refinedSize);
      }
      if (codes.length > 0) {
        add(vector, 1, centroids, centroidOf[i], -1);
        trained.codec().orElseThrow().encode(vector, 0, codes, i * trained.codeSize());
      }
    }
    return new CellEntries(ids, codes, kept, refined);
  }
}
