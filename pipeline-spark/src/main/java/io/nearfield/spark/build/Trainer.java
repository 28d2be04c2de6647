package io.nearfield.spark.build;

/** Who finds the coarse centroids; the codes are always trained by Nearfield. */
public enum Trainer {
  /**
   * Nearfield's own k-means with SIMD kernels: {@link #LOCAL} while the sample fits a task, {@link
   * #DISTRIBUTED} beyond. The default.
   */
  NEARFIELD,
  /** Nearfield's k-means in one task, which takes at most 262,144 vectors or 400 MB of them. */
  LOCAL,
  /**
   * Nearfield's k-means over all executors: starts from what one task finds in a part of the
   * sample, then refines it over the whole.
   */
  DISTRIBUTED,
  /**
   * The k-means of Spark MLlib. Slower, but it is the implementation that the rest of a Spark house
   * may already trust. It sums in the order in which tasks finish, so it is given one task, and the
   * bounded sample: the same inputs must give the same index.
   */
  MLLIB
}
