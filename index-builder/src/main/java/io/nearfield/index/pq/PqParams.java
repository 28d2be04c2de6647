package io.nearfield.index.pq;

/**
 * How to train a product quantizer.
 *
 * @param subQuantizers M: into how many parts a vector is cut; divides the dimension
 * @param bits per part: 8 for 256 centroids each, 4 for 16
 * @param seed every random choice follows from it
 * @param iterations of k-means per part
 * @param threads how many threads may work at once; does not change the result
 */
public record PqParams(int subQuantizers, int bits, long seed, int iterations, int threads) {

  public PqParams {
    if (subQuantizers < 1) {
      throw new IllegalArgumentException(
          "Cannot train product quantizer: sub-quantizers must be at least 1, got "
              + subQuantizers);
    }
    if (bits != 4 && bits != 8) {
      throw new IllegalArgumentException(
          "Cannot train product quantizer: bits must be 4 or 8, got " + bits);
    }
  }

  /** 8 bits, seed 42, 12 iterations, one thread. */
  public static PqParams of(int subQuantizers) {
    return new PqParams(subQuantizers, 8, 42, 12, 1);
  }

  public PqParams withBits(int newBits) {
    return new PqParams(subQuantizers, newBits, seed, iterations, threads);
  }

  public PqParams withIterations(int newIterations) {
    return new PqParams(subQuantizers, bits, seed, newIterations, threads);
  }

  public PqParams withThreads(int newThreads) {
    return new PqParams(subQuantizers, bits, seed, iterations, newThreads);
  }

  /** Centroids per part: 2^bits. */
  public int centroids() {
    return 1 << bits;
  }
}
