/**
 * What lookups in an index find and cost under many settings. Start from {@link
 * io.nearfield.spark.evaluate.EvaluateAction}.
 *
 * <p>Allowed imports: Spark, {@code io.nearfield.index}, {@code io.nearfield.connect}, {@code
 * io.nearfield.spark.neighbours} for the truth, {@code io.nearfield.spark.search} for queries.
 */
package io.nearfield.spark.evaluate;
