package io.nearfield.connect.onnx;

import java.util.Locale;

/**
 * How the vectors of a text's tokens become one vector.
 *
 * <p>Texts are embedded without padding, so every token counts. Sums are kept in double precision
 * in token order: the result depends on nothing else.
 */
enum Pooling {
  /** The first token's vector. */
  CLS,
  /** The mean over all tokens. */
  MEAN,
  /** The largest value of each component. */
  MAX,
  /** The sum over all tokens divided by the square root of their number. */
  MEAN_SQRT_LEN,
  /** The mean weighted by position, 1 for the first token. */
  WEIGHTED_MEAN,
  /** The last token's vector. */
  LAST_TOKEN;

  /** For messages and the identity: {@code mean_sqrt_len}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Pools one text's vectors, row-major n x d. */
  float[] pool(float[] tokens, int n, int d) {
    return pool(tokens, 0, n, d);
  }

  /**
   * Pools.
   *
   * @param tokens rows of d
   * @param first the row of the text's first token
   * @param n how many tokens, at least 1
   * @param d the dimension
   * @return a new row of d
   */
  float[] pool(float[] tokens, int first, int n, int d) {
    return switch (this) {
      case CLS -> row(tokens, first, d);
      case LAST_TOKEN -> row(tokens, first + n - 1, d);
      case MAX -> max(tokens, first, n, d);
      case MEAN -> weightedSum(tokens, first, n, d, false, n);
      case MEAN_SQRT_LEN -> weightedSum(tokens, first, n, d, false, Math.sqrt(n));
      case WEIGHTED_MEAN -> weightedSum(tokens, first, n, d, true, n * (n + 1.0) / 2);
    };
  }

  private static float[] row(float[] tokens, int i, int d) {
    float[] out = new float[d];
    System.arraycopy(tokens, i * d, out, 0, d);
    return out;
  }

  private static float[] max(float[] tokens, int first, int n, int d) {
    float[] out = row(tokens, first, d);
    for (int i = 1; i < n; i++) {
      for (int j = 0; j < d; j++) {
        out[j] = Math.max(out[j], tokens[(first + i) * d + j]);
      }
    }
    return out;
  }

  private static float[] weightedSum(
      float[] tokens, int first, int n, int d, boolean byPosition, double divisor) {
    double[] sum = new double[d];
    for (int i = 0; i < n; i++) {
      double weight = byPosition ? i + 1 : 1;
      for (int j = 0; j < d; j++) {
        sum[j] += weight * tokens[(first + i) * d + j];
      }
    }
    float[] out = new float[d];
    for (int j = 0; j < d; j++) {
      out[j] = (float) (sum[j] / divisor);
    }
    return out;
  }
}
