package io.nearfield.index;

/**
 * What an index is wanted for, when no spec is named.
 *
 * @param count how many vectors it will hold
 * @param dimension of the vectors
 * @param metric what near means
 * @param memoryBytes the most that everything a search touches may take up; {@link #UNLIMITED} for
 *     no limit
 * @param recall which share of the ten true neighbours an answer should have, above 0 and at most 1
 */
public record SpecRequest(
    long count, int dimension, Metric metric, long memoryBytes, double recall) {

  /** No limit of memory. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** The recall wanted when none is named. */
  public static final double DEFAULT_RECALL = 0.95;

  public SpecRequest {
    require(count >= 0, "count must be at least 0, got " + count);
    require(dimension >= 1, "dimension must be at least 1, got " + dimension);
    require(memoryBytes >= 1, "memory must be at least 1 byte, got " + memoryBytes);
    require(recall > 0 && recall <= 1, "recall must be above 0 and at most 1, got " + recall);
    metric.requireFloats();
  }

  /** Without a limit of memory, at the default recall. */
  public static SpecRequest of(long count, int dimension, Metric metric) {
    return new SpecRequest(count, dimension, metric, UNLIMITED, DEFAULT_RECALL);
  }

  public SpecRequest withMemory(long bytes) {
    return new SpecRequest(count, dimension, metric, bytes, recall);
  }

  public SpecRequest withRecall(double share) {
    return new SpecRequest(count, dimension, metric, memoryBytes, share);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("Cannot choose an index spec: " + rule);
    }
  }
}
