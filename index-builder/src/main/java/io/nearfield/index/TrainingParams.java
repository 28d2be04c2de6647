package io.nearfield.index;

/**
 * How to train.
 *
 * @param seed every random choice follows from it; the same sample, spec and seed give the same
 *     index whatever {@code threads} is
 * @param iterations Lloyd iterations per quantizer, at least 1; training stops early when nothing
 *     moves any more
 * @param threads how many threads may work at once, at least 1
 */
public record TrainingParams(long seed, int iterations, int threads) {

  public TrainingParams {
    if (iterations < 1) {
      throw new IllegalArgumentException(
          "Cannot train: iterations must be at least 1, got " + iterations);
    }
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Cannot train: threads must be at least 1, got " + threads);
    }
  }

  /** Seed 42, 12 iterations, one thread per processor. */
  public static TrainingParams defaults() {
    return new TrainingParams(42, 12, Runtime.getRuntime().availableProcessors());
  }

  public TrainingParams withSeed(long newSeed) {
    return new TrainingParams(newSeed, iterations, threads);
  }

  public TrainingParams withIterations(int newIterations) {
    return new TrainingParams(seed, newIterations, threads);
  }

  public TrainingParams withThreads(int newThreads) {
    return new TrainingParams(seed, iterations, newThreads);
  }
}
