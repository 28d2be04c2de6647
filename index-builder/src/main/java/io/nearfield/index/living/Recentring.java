package io.nearfield.index.living;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import java.util.List;

/**
 * Moves the centroid of a cell to where its entries are now, if that is far enough from where they
 * were. A stream can replace all entries of all cells without making one too large or too small,
 * and LIRE, which looks at sizes alone, would do nothing. The idea is DeDrift's: Baranchuk, Douze,
 * Upadhyay and Yalniz, DeDrift: Robust Similarity Search under Content Drift, ICCV 2023.
 */
final class Recentring {

  /** A centroid moves by little, so few cells around have entries that change sides. */
  static final int PATIENCE = 8;

  private static final int LEAST_ENTRIES = 8;

  private Recentring() {}

  /** The mean of the entries; none when the centroid is near enough to it. */
  static List<float[]> mean(VectorBatch vectors, float[] centroid) {
    int d = vectors.dimension();
    int n = vectors.rows();
    if (n < LEAST_ENTRIES) {
      return List.of();
    }
    double[] sum = new double[d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        sum[j] += vectors.values()[i * d + j];
      }
    }
    float[] mean = new float[d];
    for (int j = 0; j < d; j++) {
      mean[j] = (float) (sum[j] / n);
    }
    double spread = 0;
    for (int i = 0; i < n; i++) {
      spread += VectorKernels.squaredL2(vectors.values(), i * d, mean, 0, d);
    }
    double shift = VectorKernels.squaredL2(mean, centroid);
    // The mean of n is uncertain by an n-th of their spread: less may be chance.
    return shift * n > spread / n ? List.of(mean) : List.of();
  }
}
