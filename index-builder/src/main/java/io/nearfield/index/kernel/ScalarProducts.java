package io.nearfield.index.kernel;

import java.util.Arrays;

/** Products of many rows with many in plain Java. */
final class ScalarProducts implements ProductSupport {

  private static final int PANEL = 16;

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public int panelWidth() {
    return PANEL;
  }

  @Override
  public void multiply(
      float[] rows, int rowsFrom, int count, int n, float[] panel, int panelFrom, float[] out) {
    for (int i = 0; i < count; i++) {
      int to = i * PANEL;
      Arrays.fill(out, to, to + PANEL, 0f);
      int row = rowsFrom + i * n;
      for (int k = 0; k < n; k++) {
        float value = rows[row + k];
        int from = panelFrom + k * PANEL;
        for (int j = 0; j < PANEL; j++) {
          out[to + j] += value * panel[from + j];
        }
      }
    }
  }

  @Override
  public void nearest(
      float[] products, int count, float[] bias, int first, float[] best, float[] bestColumn) {
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < PANEL; j++) {
        float value = bias[first + j] - products[i * PANEL + j];
        if (value < best[i]) {
          best[i] = value;
          bestColumn[i] = first + j;
        }
      }
    }
  }

  @Override
  public int atLeast(float[] values, int from, int count, float least, int[] chosen) {
    return atLeast(values, from, 0, count, least, chosen, 0);
  }

  static int atLeast(
      float[] values, int from, int first, int count, float least, int[] chosen, int held) {
    int next = held;
    for (int i = first; i < count; i++) {
      if (values[from + i] >= least) {
        chosen[next++] = i;
      }
    }
    return next;
  }

  @Override
  public int atLeastEach(
      float[] values, int from, int count, float added, float[] least, int[] chosen) {
    return atLeastEach(values, from, 0, count, added, least, chosen, 0);
  }

  static int atLeastEach(
      float[] values,
      int from,
      int first,
      int count,
      float added,
      float[] least,
      int[] chosen,
      int held) {
    int next = held;
    for (int i = first; i < count; i++) {
      if (values[from + i] + added >= least[i]) {
        chosen[next++] = i;
      }
    }
    return next;
  }

  @Override
  public void maxima(float[] values, int from, int count, float[] out, int groups) {
    Arrays.fill(out, 0, groups, Float.NEGATIVE_INFINITY);
    maxima(values, from, 0, count, out, groups);
  }

  static void maxima(float[] values, int from, int first, int count, float[] out, int groups) {
    for (int i = first; i < count; i++) {
      int group = i % groups;
      out[group] = Math.max(out[group], values[from + i]);
    }
  }
}
