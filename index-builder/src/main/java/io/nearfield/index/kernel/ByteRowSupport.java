package io.nearfield.index.kernel;

/** Products and distances of one query with vectors of one byte a value, bytes read as 0 to 255. */
interface ByteRowSupport {

  /** Sum of weights[i] * code[i]. */
  float dot(float[] weights, byte[] codes, int codesFrom, int n);

  /** Sum of (from[i] - step[i] * code[i])^2. */
  float squaredL2(float[] from, float[] step, byte[] codes, int codesFrom, int n);

  /** Sum of |from[i] - step[i] * code[i]|. */
  float l1(float[] from, float[] step, byte[] codes, int codesFrom, int n);

  /** {@link #dot} of {@code count} codes one after another. */
  default void dots(
      float[] weights, byte[] codes, int codesFrom, int count, float[] out, int outFrom) {
    int n = weights.length;
    for (int i = 0; i < count; i++) {
      out[outFrom + i] = dot(weights, codes, codesFrom + i * n, n);
    }
  }

  /** {@link #dot} of the codes numbered slots[0] to slots[count - 1]. */
  default void dotsAt(
      float[] weights, byte[] codes, int codesFrom, int[] slots, int count, float[] out) {
    int n = weights.length;
    for (int i = 0; i < count; i++) {
      out[i] = dot(weights, codes, codesFrom + slots[i] * n, n);
    }
  }
}
