package io.nearfield.index.kernel;

/**
 * Rounds a table of floats to small integers: each row counts from its least value, all rows in
 * steps of one size, the range of the widest row, or group of rows, over the most it may hold.
 *
 * @param least sum of the rows' least values, and what rounding up leaves out
 */
record TableRounding(float least, float step) {

  // What is added before rounding to the nearest, to round up: a little less than a half, so that
  // the greatest entry does not grow beyond a byte.
  private static final float NEARLY_HALF = 0.4999f;

  // Of each row's step: what that leaves out, and (value - least) / step is computed in floats.
  private static final double SLACK_OF_STEP = 2.5e-4;

  // Of the largest magnitudes: sums of floats are off by this much, whatever their order.
  private static final double SLACK_OF_SUM = 1e-5;

  /** To the nearest step, so that no {@code group} rows in line have entries that sum to more. */
  static TableRounding nearest(
      float[] table, int rows, int width, int most, int group, byte[] out) {
    return round(table, rows, width, most, group, out, false);
  }

  /** Upwards: no sum of rounded entries falls below the sum of the floats, however it is added. */
  static TableRounding up(float[] table, int rows, int width, int most, byte[] out) {
    return round(table, rows, width, most, 1, out, true);
  }

  private static TableRounding round(
      float[] table, int rows, int width, int most, int group, byte[] out, boolean up) {
    float[] leastOf = new float[rows];
    float[] mostOf = new float[rows];
    TableSupport tables = TableKernels.provider();
    tables.ranges(table, rows, width, leastOf, mostOf);
    double sum = 0;
    double magnitude = 0;
    float widest = 0;
    float ofGroup = 0;
    for (int r = 0; r < rows; r++) {
      sum += leastOf[r];
      magnitude += Math.max(Math.abs(leastOf[r]), Math.abs(mostOf[r]));
      ofGroup = (r % group == 0 ? 0 : ofGroup) + (mostOf[r] - leastOf[r]);
      widest = Math.max(widest, ofGroup);
    }
    // Each entry of a group may be rounded up by half a step.
    float step = widest / (most - group / 2);
    // A step so small that its inverse is infinite is as good as none.
    boolean flat = step < Float.MIN_NORMAL;
    tables.round(table, rows, width, leastOf, flat ? 0 : 1 / step, up ? NEARLY_HALF : 0, out);
    if (up) {
      double leftOut = flat ? widest : SLACK_OF_STEP * step;
      sum += rows * leftOut + SLACK_OF_SUM * magnitude;
    }
    return new TableRounding((float) sum, flat ? 0 : step);
  }
}
