package io.nearfield.index.kernel;

import java.util.Arrays;

/** Tables in plain Java. */
final class ScalarTables implements TableSupport {

  // Added to a number below 2^22, it leaves the rounded number in the lowest bits.
  static final float ROUNDER = 0x1.8p23f;

  @Override
  public void products(
      float[] query, int parts, int dsub, float[] columns, int stride, int ksub, float[] table) {
    Arrays.fill(table, 0, parts * ksub, 0);
    for (int m = 0; m < parts; m++) {
      int row = m * ksub;
      for (int i = 0; i < dsub; i++) {
        float value = query[m * dsub + i];
        int column = m * stride + i * ksub;
        for (int j = 0; j < ksub; j++) {
          table[row + j] += value * columns[column + j];
        }
      }
    }
  }

  @Override
  public void ranges(float[] table, int rows, int width, float[] least, float[] most) {
    for (int r = 0; r < rows; r++) {
      float low = table[r * width];
      float high = low;
      for (int j = r * width + 1; j < (r + 1) * width; j++) {
        low = table[j] < low ? table[j] : low;
        high = table[j] > high ? table[j] : high;
      }
      least[r] = low;
      most[r] = high;
    }
  }

  @Override
  public void round(
      float[] table, int rows, int width, float[] least, float perStep, float half, byte[] out) {
    for (int r = 0; r < rows; r++) {
      for (int j = r * width; j < (r + 1) * width; j++) {
        float place = (table[j] - least[r]) * perStep;
        out[j] = (byte) Float.floatToRawIntBits(place + half + ROUNDER);
      }
    }
  }
}
