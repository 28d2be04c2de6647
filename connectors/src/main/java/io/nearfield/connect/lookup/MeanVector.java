package io.nearfield.connect.lookup;

import java.util.Collection;

/** The mean of vectors, summed in double precision in their order. */
public final class MeanVector {

  private MeanVector() {}

  /**
   * @param vectors at least one, of one dimension
   */
  public static float[] of(Collection<float[]> vectors) {
    double[] sum = null;
    for (float[] vector : vectors) {
      if (sum == null) {
        sum = new double[vector.length];
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    if (sum == null) {
      throw new IllegalArgumentException("Cannot take the mean of no vectors");
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / vectors.size());
    }
    return mean;
  }
}
