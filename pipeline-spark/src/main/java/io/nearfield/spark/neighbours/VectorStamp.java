package io.nearfield.spark.neighbours;

import io.nearfield.index.VectorBatch;

/**
 * A number that tells a vector from others: two that differ in one value always differ in it, any
 * two others but once in 2^64.
 */
final class VectorStamp {

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private VectorStamp() {}

  static long of(VectorBatch vectors, int row) {
    long stamp = SPREAD;
    int d = vectors.dimension();
    for (int i = row * d; i < (row + 1) * d; i++) {
      // Each step keeps apart what differs: an odd factor and the shift can both be undone.
      stamp = (stamp ^ Float.floatToRawIntBits(vectors.values()[i])) * SPREAD;
      stamp ^= stamp >>> 32;
    }
    return stamp;
  }
}
