/**
 * IVF-PQ as a stage of a Spark ML pipeline. Start from {@link io.nearfield.spark.ml.IvfPq}.
 *
 * <p>Allowed imports: Spark SQL and MLlib, {@code io.nearfield.index}, {@code
 * io.nearfield.spark.build} for training.
 */
package io.nearfield.spark.ml;
