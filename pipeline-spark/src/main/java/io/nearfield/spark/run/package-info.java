/**
 * What every batch action has in common: the record of its run, its refusals, its progress, and
 * rows that are kept on the executors. Internal. Start from {@link
 * io.nearfield.spark.run.RunRecord}.
 *
 * <p>Allowed imports: Spark and {@code io.nearfield.connect}.
 */
package io.nearfield.spark.run;
