package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws rows. */
final class Sample {

  private Sample() {}

  /** {@code most} different rows in random order, or all rows when there are no more. */
  static VectorBatch rows(VectorBatch rows, int most, SplittableRandom random) {
    return most >= rows.rows() ? rows : pick(rows, numbers(rows.rows(), most, random));
  }

  /** {@code k} different numbers below {@code n}: the first k steps of a shuffle. */
  static int[] numbers(int n, int k, SplittableRandom random) {
    int[] numbers = new int[n];
    Arrays.setAll(numbers, i -> i);
    for (int i = 0; i < k; i++) {
      int j = random.nextInt(i, n);
      int other = numbers[j];
      numbers[j] = numbers[i];
      numbers[i] = other;
    }
    return Arrays.copyOf(numbers, k);
  }

  static VectorBatch pick(VectorBatch rows, int[] chosen) {
    int d = rows.dimension();
    float[] values = new float[Math.multiplyExact(chosen.length, d)];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(rows.values(), chosen[i] * d, values, i * d, d);
    }
    return new VectorBatch(values, d);
  }
}
