package io.nearfield.index.kernel;

/** Products and distances of one float vector with one or many. */
interface RowSupport {

  /** Sum of a[i] * b[i]. */
  float dot(float[] a, int aFrom, float[] b, int bFrom, int n);

  /** Sum of (a[i] - b[i])^2. */
  float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n);

  /** Sum of |a[i] - b[i]|. */
  float l1(float[] a, int aFrom, float[] b, int bFrom, int n);

  /** {@link #dot} of the query with {@code count} rows one after another. */
  default void dots(
      float[] query, float[] rows, int rowsFrom, int count, float[] out, int outFrom) {
    int n = query.length;
    for (int i = 0; i < count; i++) {
      out[outFrom + i] = dot(query, 0, rows, rowsFrom + i * n, n);
    }
  }

  /** {@link #squaredL2} of the query with {@code count} rows one after another. */
  default void squaredL2s(
      float[] query, float[] rows, int rowsFrom, int count, float[] out, int outFrom) {
    int n = query.length;
    for (int i = 0; i < count; i++) {
      out[outFrom + i] = squaredL2(query, 0, rows, rowsFrom + i * n, n);
    }
  }

  /** {@link #dot} of the query with the rows numbered slots[0] to slots[count - 1]. */
  default void dotsAt(
      float[] query, float[] rows, int rowsFrom, int[] slots, int count, float[] out) {
    int n = query.length;
    for (int i = 0; i < count; i++) {
      out[i] = dot(query, 0, rows, rowsFrom + slots[i] * n, n);
    }
  }

  /** {@link #squaredL2} of the query with the rows numbered slots[0] to slots[count - 1]. */
  default void squaredL2sAt(
      float[] query, float[] rows, int rowsFrom, int[] slots, int count, float[] out) {
    int n = query.length;
    for (int i = 0; i < count; i++) {
      out[i] = squaredL2(query, 0, rows, rowsFrom + slots[i] * n, n);
    }
  }
}
