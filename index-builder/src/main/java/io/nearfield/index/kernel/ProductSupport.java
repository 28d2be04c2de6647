package io.nearfield.index.kernel;

/** All inner products of two sets of rows, panel by panel, and the best of them. */
interface ProductSupport {

  /** How many partial results the running minimum of {@link #nearest} keeps per row. */
  int lanes();

  /** How many columns one panel of {@link PackedRows} has; a multiple of {@link #lanes}. */
  int panelWidth();

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

  /**
   * For each row the column j with the least bias[j] - product, for rows so short that storing
   * their products would take longer than computing them. Does nothing and returns false where
   * there is no faster way than {@link #multiply} and {@link #nearest}; the same bits as by those.
   *
   * @param panels Layout: (bias.length / panelWidth, n, panelWidth)
   * @param nearest receives j of row i at {@code at + i}
   * @param score receives its value at the same place
   */
  default boolean nearestOfShort(
      float[] rows,
      int rowsFrom,
      int count,
      int n,
      float[] panels,
      float[] bias,
      int[] nearest,
      float[] score,
      int at) {
    return false;
  }

  /**
   * Chooses from {@code count} values those of at least {@code least}: writes their numbers,
   * counted from {@code from}, in ascending order and returns how many.
   */
  int atLeast(float[] values, int from, int count, float least, int[] chosen);

  /** See {@link VectorKernels#atLeastEach}. */
  int atLeastEach(float[] values, int from, int count, float added, float[] least, int[] chosen);

  /**
   * The greatest of each {@code groups}-th value: out[j] = max of values[from + j + i * groups].
   */
  void maxima(float[] values, int from, int count, float[] out, int groups);
}
