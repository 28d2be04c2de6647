package io.nearfield.index.kernel;

/**
 * What a provider of kernels computes. Arguments are checked by {@link VectorKernels}; here nothing
 * is checked again.
 *
 * <p>Every result must depend on its own inputs alone: a row's product is the same bits whether the
 * row comes alone or in a batch, in the first or the last panel.
 */
interface KernelSupport {

  /** {@code scalar} or {@code simd}. */
  String name();

  /** How many partial results the running minimum of {@link #nearest} keeps per row. */
  int lanes();

  /** How many columns one panel of {@link PackedRows} has; a multiple of {@link #lanes}. */
  int panelWidth();

  /** Sum of a[i] * b[i]. */
  float dot(float[] a, int aFrom, float[] b, int bFrom, int n);

  /** Sum of (a[i] - b[i])^2. */
  float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n);

  /** Sum of weights[i] * (codes[i] as 0 to 255). */
  float dotBytes(float[] weights, byte[] codes, int codesFrom, int n);

  /**
   * Sums of table bytes chosen by 64 interleaved half-byte codes; at most 65,535 each.
   *
   * @param table Layout: (2 * codeSize, 16), then 48 bytes of padding
   * @param store Layout: (codeSize, 64), from {@code from}
   */
  void scanInterleaved(byte[] table, int codeSize, byte[] store, int from, int[] sums);

  /**
   * Products of rows with one panel: out[i * panelWidth + j] = row i . column j.
   *
   * @param panel Layout: (n, panelWidth), from {@code panelFrom}
   */
  void multiply(
      float[] rows, int rowsFrom, int count, int n, float[] panel, int panelFrom, float[] out);

  /**
   * Folds one panel of products into the running minimum of bias[j] - product, lane by lane; the
   * first column wins a tie.
   *
   * @param products Layout: (count, panelWidth)
   * @param first number of the panel's first column, also where its biases begin
   * @param best least value so far. Layout: (count, lanes)
   * @param bestColumn its column, as a float: exact up to 2^24. Layout: (count, lanes)
   */
  void nearest(
      float[] products, int count, float[] bias, int first, float[] best, float[] bestColumn);
}
