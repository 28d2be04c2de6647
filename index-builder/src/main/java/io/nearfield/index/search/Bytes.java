package io.nearfield.index.search;

/** Heap bytes of arrays: 16 for the header, then the values, rounded up to 8. */
final class Bytes {

  private Bytes() {}

  static long of(long[] values) {
    return array(8L * values.length);
  }

  static long of(float[] values) {
    return array(4L * values.length);
  }

  static long of(byte[] values) {
    return array(values.length);
  }

  private static long array(long bytes) {
    return bytes == 0 ? 0 : 16 + (bytes + 7) / 8 * 8;
  }
}
