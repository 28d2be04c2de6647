/**
 * From a feature set to a graded generation of an index: sample, train, assign, encode, write,
 * grade, activate or reject. Start from {@link io.nearfield.spark.build.BuildAction}; every other
 * class is one stage of it.
 *
 * <p>Allowed imports: Spark, Iceberg, {@code io.nearfield.connect.api}, {@code .iceberg}, {@code
 * io.nearfield.index}.
 */
package io.nearfield.spark.build;
