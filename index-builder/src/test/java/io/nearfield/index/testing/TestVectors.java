package io.nearfield.index.testing;

import io.nearfield.index.VectorBatch;
import java.util.SplittableRandom;

/** Vectors to test with. */
public final class TestVectors {

  private TestVectors() {}

  /** Independent values from the normal distribution. */
  public static float[] gaussian(SplittableRandom random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      double u = 1 - random.nextDouble();
      values[i] =
          (float) (Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble()));
    }
    return values;
  }

  public static VectorBatch gaussian(SplittableRandom random, int rows, int dimension) {
    return new VectorBatch(gaussian(random, rows * dimension), dimension);
  }

  /** Rows around as many centres as asked for, as real embeddings lie in clumps. */
  public static VectorBatch clumps(SplittableRandom random, int rows, int dimension, int centres) {
    float[] centre = gaussian(random, centres * dimension);
    float[] values = gaussian(random, rows * dimension);
    for (int i = 0; i < rows; i++) {
      int c = random.nextInt(centres);
      for (int j = 0; j < dimension; j++) {
        values[i * dimension + j] = centre[c * dimension + j] + 0.4f * values[i * dimension + j];
      }
    }
    return new VectorBatch(values, dimension);
  }

  /** Ids {@code e0, e1, ...}. */
  public static String[] ids(int count) {
    String[] ids = new String[count];
    for (int i = 0; i < count; i++) {
      ids[i] = "e" + i;
    }
    return ids;
  }
}
