package io.nearfield.index.kernel;

import java.util.Arrays;

/** Plain Java: the reference, and what runs where no vector unit can be had. */
final class ScalarKernels implements KernelSupport {

  private static final int PANEL = 16;

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public int panelWidth() {
    return PANEL;
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int n) {
    // Four sums hide the latency of the addition; the compiler may not reorder one sum by itself.
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      s0 += a[aFrom + i] * b[bFrom + i];
      s1 += a[aFrom + i + 1] * b[bFrom + i + 1];
      s2 += a[aFrom + i + 2] * b[bFrom + i + 2];
      s3 += a[aFrom + i + 3] * b[bFrom + i + 3];
    }
    for (; i < n; i++) {
      s0 += a[aFrom + i] * b[bFrom + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      float d0 = a[aFrom + i] - b[bFrom + i];
      float d1 = a[aFrom + i + 1] - b[bFrom + i + 1];
      float d2 = a[aFrom + i + 2] - b[bFrom + i + 2];
      float d3 = a[aFrom + i + 3] - b[bFrom + i + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; i < n; i++) {
      float d = a[aFrom + i] - b[bFrom + i];
      s0 += d * d;
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public float dotBytes(float[] weights, byte[] codes, int codesFrom, int n) {
    float s0 = 0;
    float s1 = 0;
    int i = 0;
    for (; i <= n - 2; i += 2) {
      s0 += weights[i] * (codes[codesFrom + i] & 255);
      s1 += weights[i + 1] * (codes[codesFrom + i + 1] & 255);
    }
    for (; i < n; i++) {
      s0 += weights[i] * (codes[codesFrom + i] & 255);
    }
    return s0 + s1;
  }

  @Override
  public void scanInterleaved(byte[] table, int codeSize, byte[] store, int from, int[] sums) {
    Arrays.fill(sums, 0, 64, 0);
    for (int j = 0; j < codeSize; j++) {
      int even = 32 * j;
      for (int i = 0; i < 64; i++) {
        int code = store[from + 64 * j + i];
        sums[i] +=
            (table[even + (code & 15)] & 255) + (table[even + 16 + ((code >> 4) & 15)] & 255);
      }
    }
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
}
