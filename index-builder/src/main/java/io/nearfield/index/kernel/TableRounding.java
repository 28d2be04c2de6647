package io.nearfield.index.kernel;

/**
 * Rounds a table of floats to small integers: each row counts from its least value, all rows in
 * steps of one size, the widest row's range over the most an entry may hold.
 *
 * @param least sum of the rows' least values, and what rounding up leaves out
 */
record TableRounding(float least, float step) {

  // Of each row's step: (value - least) / step is computed in floats, off by parts in 10^7 of 255.
  private static final double SLACK_OF_STEP = 1e-4;

  // Of the largest magnitudes: sums of floats are off by this much, whatever their order.
  private static final double SLACK_OF_SUM = 1e-5;

  /** To the nearest step. */
  static TableRounding nearest(float[] table, int rows, int width, int steps, byte[] out) {
    return round(table, rows, width, steps, out, false);
  }

  /** Upwards: no sum of rounded entries falls below the sum of the floats, however it is added. */
  static TableRounding up(float[] table, int rows, int width, int steps, byte[] out) {
    return round(table, rows, width, steps, out, true);
  }

  private static TableRounding round(
      float[] table, int rows, int width, int steps, byte[] out, boolean up) {
    float[] leastOf = new float[rows];
    double sum = 0;
    double magnitude = 0;
    float widest = 0;
    for (int r = 0; r < rows; r++) {
      float least = table[r * width];
      float most = least;
      for (int j = 1; j < width; j++) {
        least = Math.min(least, table[r * width + j]);
        most = Math.max(most, table[r * width + j]);
      }
      leastOf[r] = least;
      sum += least;
      magnitude += Math.max(Math.abs(least), Math.abs(most));
      widest = Math.max(widest, most - least);
    }
    float step = widest / steps;
    float perStep = step > 0 ? 1 / step : 0;
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < width; j++) {
        float place = (table[r * width + j] - leastOf[r]) * perStep;
        int whole = (int) (up ? Math.ceil(place) : place + 0.5f);
        out[r * width + j] = (byte) Math.min(steps, whole);
      }
    }
    if (up) {
      sum += SLACK_OF_STEP * rows * step + SLACK_OF_SUM * magnitude;
    }
    return new TableRounding((float) sum, step);
  }
}
