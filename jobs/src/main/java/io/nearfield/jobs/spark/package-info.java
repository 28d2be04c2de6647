/**
 * What the commands need Spark for. Start from {@link io.nearfield.jobs.spark.SparkSteps}.
 *
 * <p>Allowed imports: Spark, {@code io.nearfield.spark}, {@code io.nearfield.connect}; never Flink.
 */
package io.nearfield.jobs.spark;
