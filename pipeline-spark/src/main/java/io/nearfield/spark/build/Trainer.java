package io.nearfield.spark.build;

/** Who finds the coarse centroids; the sub-quantizers are always trained by Nearfield. */
public enum Trainer {
  /** Nearfield's own k-means on the driver, with SIMD kernels: the default. */
  NEARFIELD,
  /**
   * The k-means of Spark MLlib, run as a Spark job over the training sample. Slower, but it is the
   * implementation that the rest of a Spark house may already trust.
   */
  MLLIB
}
