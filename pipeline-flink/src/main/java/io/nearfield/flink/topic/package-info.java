/**
 * Internal: the live job's ends in Kafka. Start from {@link io.nearfield.flink.topic.LiveSources}
 * and {@link io.nearfield.flink.topic.LiveSinks}.
 *
 * <p>Allowed imports: Flink and its Kafka connector, {@code io.nearfield.flink.message}.
 */
package io.nearfield.flink.topic;
