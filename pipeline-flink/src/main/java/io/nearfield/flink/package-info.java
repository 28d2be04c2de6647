/**
 * The live index as a Flink job: changes and lookups in, neighbours out. Start from {@link
 * io.nearfield.flink.LiveJob}.
 *
 * <p>Allowed imports: Flink, Flink's Kafka connector, {@code io.nearfield.connect} and {@code
 * io.nearfield.index}. Never Spark.
 */
package io.nearfield.flink;
