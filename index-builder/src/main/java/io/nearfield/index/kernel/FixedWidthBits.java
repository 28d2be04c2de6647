package io.nearfield.index.kernel;

/**
 * The batches of {@link BitKernels} for rows of 128, 256, 384, 512, 768 and 1024 bits, which most
 * hashes and binary embeddings have: the query stays in registers, and there is no loop over the
 * words of a row, whose end costs as much as its few words. Shapes are checked by the caller.
 */
final class FixedWidthBits {

  private FixedWidthBits() {}

  static void hamming2(long[] query, long[] rows, int rowsFrom, int count, int[] out, int outFrom) {
    long q0 = query[0];
    long q1 = query[1];
    int row = rowsFrom;
    for (int i = 0; i < count; i++) {
      out[outFrom + i] = Long.bitCount(q0 ^ rows[row]) + Long.bitCount(q1 ^ rows[row + 1]);
      row += 2;
    }
  }

  static void hamming4(long[] query, long[] rows, int rowsFrom, int count, int[] out, int outFrom) {
    long q0 = query[0];
    long q1 = query[1];
    long q2 = query[2];
    long q3 = query[3];
    int row = rowsFrom;
    for (int i = 0; i < count; i++) {
      out[outFrom + i] =
          Long.bitCount(q0 ^ rows[row])
              + Long.bitCount(q1 ^ rows[row + 1])
              + Long.bitCount(q2 ^ rows[row + 2])
              + Long.bitCount(q3 ^ rows[row + 3]);
      row += 4;
    }
  }

  static void hamming6(long[] query, long[] rows, int rowsFrom, int count, int[] out, int outFrom) {
    long q0 = query[0];
    long q1 = query[1];
    long q2 = query[2];
    long q3 = query[3];
    long q4 = query[4];
    long q5 = query[5];
    int row = rowsFrom;
    for (int i = 0; i < count; i++) {
      out[outFrom + i] =
          Long.bitCount(q0 ^ rows[row])
              + Long.bitCount(q1 ^ rows[row + 1])
              + Long.bitCount(q2 ^ rows[row + 2])
              + Long.bitCount(q3 ^ rows[row + 3])
              + Long.bitCount(q4 ^ rows[row + 4])
              + Long.bitCount(q5 ^ rows[row + 5]);
      row += 6;
    }
  }

  static void hamming8(long[] query, long[] rows, int rowsFrom, int count, int[] out, int outFrom) {
    long q0 = query[0];
    long q1 = query[1];
    long q2 = query[2];
    long q3 = query[3];
    long q4 = query[4];
    long q5 = query[5];
    long q6 = query[6];
    long q7 = query[7];
    int row = rowsFrom;
    for (int i = 0; i < count; i++) {
      out[outFrom + i] =
          Long.bitCount(q0 ^ rows[row])
              + Long.bitCount(q1 ^ rows[row + 1])
              + Long.bitCount(q2 ^ rows[row + 2])
              + Long.bitCount(q3 ^ rows[row + 3])
              + Long.bitCount(q4 ^ rows[row + 4])
              + Long.bitCount(q5 ^ rows[row + 5])
              + Long.bitCount(q6 ^ rows[row + 6])
              + Long.bitCount(q7 ^ rows[row + 7]);
      row += 8;
    }
  }

  static void hamming12(
      long[] query, long[] rows, int rowsFrom, int count, int[] out, int outFrom) {
    long q0 = query[0];
    long q1 = query[1];
    long q2 = query[2];
    long q3 = query[3];
    long q4 = query[4];
    long q5 = query[5];
    long q6 = query[6];
    long q7 = query[7];
    long q8 = query[8];
    long q9 = query[9];
    long q10 = query[10];
    long q11 = query[11];
    int row = rowsFrom;
    for (int i = 0; i < count; i++) {
      out[outFrom + i] =
          Long.bitCount(q0 ^ rows[row])
              + Long.bitCount(q1 ^ rows[row + 1])
              + Long.bitCount(q2 ^ rows[row + 2])
              + Long.bitCount(q3 ^ rows[row + 3])
              + Long.bitCount(q4 ^ rows[row + 4])
              + Long.bitCount(q5 ^ rows[row + 5])
              + Long.bitCount(q6 ^ rows[row + 6])
              + Long.bitCount(q7 ^ rows[row + 7])
              + Long.bitCount(q8 ^ rows[row + 8])
              + Long.bitCount(q9 ^ rows[row + 9])
              + Long.bitCount(q10 ^ rows[row + 10])
              + Long.bitCount(q11 ^ rows[row + 11]);
      row += 12;
    }
  }

  static void hamming16(
      long[] query, long[] rows, int rowsFrom, int count, int[] out, int outFrom) {
    long q0 = query[0];
    long q1 = query[1];
    long q2 = query[2];
    long q3 = query[3];
    long q4 = query[4];
    long q5 = query[5];
    long q6 = query[6];
    long q7 = query[7];
    long q8 = query[8];
    long q9 = query[9];
    long q10 = query[10];
    long q11 = query[11];
    long q12 = query[12];
    long q13 = query[13];
    long q14 = query[14];
    long q15 = query[15];
    int row = rowsFrom;
    for (int i = 0; i < count; i++) {
      out[outFrom + i] =
          Long.bitCount(q0 ^ rows[row])
              + Long.bitCount(q1 ^ rows[row + 1])
              + Long.bitCount(q2 ^ rows[row + 2])
              + Long.bitCount(q3 ^ rows[row + 3])
              + Long.bitCount(q4 ^ rows[row + 4])
              + Long.bitCount(q5 ^ rows[row + 5])
              + Long.bitCount(q6 ^ rows[row + 6])
              + Long.bitCount(q7 ^ rows[row + 7])
              + Long.bitCount(q8 ^ rows[row + 8])
              + Long.bitCount(q9 ^ rows[row + 9])
              + Long.bitCount(q10 ^ rows[row + 10])
              + Long.bitCount(q11 ^ rows[row + 11])
              + Long.bitCount(q12 ^ rows[row + 12])
              + Long.bitCount(q13 ^ rows[row + 13])
              + Long.bitCount(q14 ^ rows[row + 14])
              + Long.bitCount(q15 ^ rows[row + 15]);
      row += 16;
    }
  }

  static void overlap2(
      long[] query, long[] rows, int rowsFrom, int count, int[] both, int[] either, int outFrom) {
    long q0 = query[0];
    long q1 = query[1];
    int row = rowsFrom;
    for (int i = 0; i < count; i++) {
      both[outFrom + i] = Long.bitCount(q0 & rows[row]) + Long.bitCount(q1 & rows[row + 1]);
      either[outFrom + i] = Long.bitCount(q0 | rows[row]) + Long.bitCount(q1 | rows[row + 1]);
      row += 2;
    }
  }

  static void overlap4(
      long[] query, long[] rows, int rowsFrom, int count, int[] both, int[] either, int outFrom) {
    long q0 = query[0];
    long q1 = query[1];
    long q2 = query[2];
    long q3 = query[3];
    int row = rowsFrom;
    for (int i = 0; i < count; i++) {
      both[outFrom + i] =
          Long.bitCount(q0 & rows[row])
              + Long.bitCount(q1 & rows[row + 1])
              + Long.bitCount(q2 & rows[row + 2])
              + Long.bitCount(q3 & rows[row + 3]);
      either[outFrom + i] =
          Long.bitCount(q0 | rows[row])
              + Long.bitCount(q1 | rows[row + 1])
              + Long.bitCount(q2 | rows[row + 2])
              + Long.bitCount(q3 | rows[row + 3]);
      row += 4;
    }
  }
}
