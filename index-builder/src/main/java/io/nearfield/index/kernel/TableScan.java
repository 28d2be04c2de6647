package io.nearfield.index.kernel;

/**
 * Sums of table entries chosen by codes. One body for every provider: the loads do not vectorize,
 * so four codes are summed side by side to keep them in flight, each in its own order.
 */
final class TableScan {

  private TableScan() {}

  static void bytes(
      float[] table, int m, byte[] codes, int codesFrom, int count, float[] out, int outFrom) {
    int i = 0;
    for (; i <= count - 4; i += 4) {
      int c0 = codesFrom + i * m;
      int c1 = c0 + m;
      int c2 = c1 + m;
      int c3 = c2 + m;
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int s = 0; s < m; s++) {
        int row = s << 8;
        s0 += table[row + (codes[c0 + s] & 255)];
        s1 += table[row + (codes[c1 + s] & 255)];
        s2 += table[row + (codes[c2 + s] & 255)];
        s3 += table[row + (codes[c3 + s] & 255)];
      }
      out[outFrom + i] = s0;
      out[outFrom + i + 1] = s1;
      out[outFrom + i + 2] = s2;
      out[outFrom + i + 3] = s3;
    }
    for (; i < count; i++) {
      float sum = 0;
      for (int s = 0; s < m; s++) {
        sum += table[(s << 8) + (codes[codesFrom + i * m + s] & 255)];
      }
      out[outFrom + i] = sum;
    }
  }

  static void interleavedBytes(
      float[] table, int m, byte[] store, int[] slots, int count, float[] out) {
    for (int i = 0; i < count; i++) {
      int slot = slots[i];
      int at = slot / 64 * 64 * m + InterleavedBlock.position(slot);
      float sum = 0;
      for (int s = 0; s < m; s++) {
        sum += table[(s << 8) + (store[at + 64 * s] & 255)];
      }
      out[i] = sum;
    }
  }

  static void interleavedBytes(
      float[] table, int m, byte[] store, int from, int count, float[] out, int outFrom) {
    for (int i = 0; i < count; i++) {
      int slot = from + i;
      int at = slot / 64 * 64 * m + InterleavedBlock.position(slot);
      float sum = 0;
      for (int s = 0; s < m; s++) {
        sum += table[(s << 8) + (store[at + 64 * s] & 255)];
      }
      out[outFrom + i] = sum;
    }
  }

  static void halfBytes(
      float[] table, int m, byte[] codes, int codesFrom, int count, float[] out, int outFrom) {
    int size = (m + 1) / 2;
    for (int i = 0; i < count; i++) {
      int from = codesFrom + i * size;
      float even = 0;
      float odd = 0;
      for (int s = 0; s + 1 < m; s += 2) {
        int code = codes[from + (s >> 1)];
        even += table[(s << 4) + (code & 15)];
        odd += table[(s << 4) + 16 + ((code >> 4) & 15)];
      }
      if ((m & 1) == 1) {
        even += table[((m - 1) << 4) + (codes[from + size - 1] & 15)];
      }
      out[outFrom + i] = even + odd;
    }
  }
}
