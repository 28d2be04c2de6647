package io.nearfield.index.living;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.search.CellEntries;
import io.nearfield.index.search.CellView;
import java.util.Optional;

/**
 * The entries of one cell with the vectors they stand for, ready to be encoded for another.
 *
 * <p>The vectors are the best that the index keeps: themselves, or what their refined codes stand
 * for, or what their codes do. In the last case each move to another cell encodes what is left
 * after the encoding before, and loses a little more.
 *
 * @param number of the cell
 * @param view of its entries
 * @param vectors one per entry, prepared
 */
record ViewedCell(int number, CellView view, VectorBatch vectors) {

  static ViewedCell of(VectorIndex index, TrainedIndex trained, int number) {
    CellView view = index.cell(number);
    return new ViewedCell(number, view, vectors(trained, number, view));
  }

  int size() {
    return view.size();
  }

  private static VectorBatch vectors(TrainedIndex trained, int number, CellView view) {
    int n = view.size();
    int d = trained.dimension();
    float[] values = new float[Math.multiplyExact(n, d)];
    Optional<VectorCodec> refine = trained.refineCodec();
    if (keepsVectors(trained)) {
      view.vectors(0, n, values, 0);
    } else if (refine.isPresent()) {
      int size = refine.get().codeSize();
      byte[] refined = new byte[Math.multiplyExact(n, size)];
      view.refined(0, n, refined, 0);
      for (int i = 0; i < n; i++) {
        refine.get().decode(refined, i * size, values, i * d);
      }
    } else {
      VectorCodec codec = trained.codec().orElseThrow();
      int size = codec.codeSize();
      byte[] codes = new byte[Math.multiplyExact(n, size)];
      view.codes(0, n, codes, 0);
      float[] centroids = trained.centroids().values();
      for (int i = 0; i < n; i++) {
        codec.decode(codes, i * size, values, i * d);
        for (int j = 0; j < d; j++) {
          values[i * d + j] += centroids[number * d + j];
        }
      }
    }
    return new VectorBatch(values, d);
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
   * @param centroidOf of which of them each row's new cell is
   */
  CellEntries encoded(TrainedIndex trained, int[] rows, VectorBatch centroids, int[] centroidOf) {
    int d = vectors.dimension();
    int refinedSize = trained.refineCodec().map(VectorCodec::codeSize).orElse(0);
    boolean floats = keepsVectors(trained);
    long[] ids = new long[rows.length];
    byte[] codes = new byte[Math.multiplyExact(rows.length, trained.codeSize())];
    float[] kept = new float[floats ? Math.multiplyExact(rows.length, d) : 0];
    byte[] refined = new byte[Math.multiplyExact(rows.length, refinedSize)];
    float[] residuals = new float[Math.multiplyExact(rows.length, d)];
    for (int i = 0; i < rows.length; i++) {
      view.ids(rows[i], 1, ids, i);
      if (floats) {
        System.arraycopy(vectors.values(), rows[i] * d, kept, i * d, d);
      }
      if (refinedSize > 0) {
        view.refined(rows[i], 1, refined, i * refinedSize);
      }
      for (int j = 0; j < d; j++) {
        residuals[i * d + j] =
            vectors.values()[rows[i] * d + j] - centroids.values()[centroidOf[i] * d + j];
      }
    }
    trained.codec().ifPresent(codec -> codec.encodeAll(residuals, 0, rows.length, codes, 0));
    return new CellEntries(ids, codes, kept, refined);
  }
}
