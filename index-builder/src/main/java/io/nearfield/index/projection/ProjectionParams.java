package io.nearfield.index.projection;

/**
 * How to lay vectors out in the plane.
 *
 * @param neighbours how many nearest neighbours of each row are to stay near it, at least 2; with
 *     more, the layout shows the whole rather than the parts
 * @param epochs how often the neighbourhoods pull, at least 1
 * @param seed every random choice follows from it; the same rows, parameters and kernels give the
 *     same layout whatever {@code threads} is
 * @param threads how many threads may work at once, at least 1
 */
public record ProjectionParams(int neighbours, int epochs, long seed, int threads) {

  public ProjectionParams {
    require("neighbours", neighbours, 2);
    require("epochs", epochs, 1);
    require("threads", threads, 1);
  }

  /** 15 neighbours, 300 epochs, seed 42, one thread per processor. */
  public static ProjectionParams defaults() {
    return new ProjectionParams(15, 300, 42, Runtime.getRuntime().availableProcessors());
  }

  public ProjectionParams withNeighbours(int newNeighbours) {
    return new ProjectionParams(newNeighbours, epochs, seed, threads);
  }

  public ProjectionParams withEpochs(int newEpochs) {
    return new ProjectionParams(neighbours, newEpochs, seed, threads);
  }

  public ProjectionParams withSeed(long newSeed) {
    return new ProjectionParams(neighbours, epochs, newSeed, threads);
  }

  public ProjectionParams withThreads(int newThreads) {
    return new ProjectionParams(neighbours, epochs, seed, newThreads);
  }

  private static void require(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Cannot project vectors: %s must be at least %d, got %d".formatted(name, least, value));
    }
  }
}
