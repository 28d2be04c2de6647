/**
 * What the commands need Flink for: the live job in this process, and the main for {@code flink
 * run}.
 *
 * <p>Allowed imports: Flink, {@code io.nearfield.flink}, {@code io.nearfield.connect}; never Spark.
 */
package io.nearfield.jobs.flink;
