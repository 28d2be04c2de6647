package io.nearfield.flink.topic;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.RawMessage;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/**
 * The sources of a live job. Where a job goes on from a checkpoint the checkpoint's offsets count;
 * what is said here is where it begins without one.
 */
public final class LiveSources {

  private LiveSources() {}

  /** All changes that are not covered by the base. */
  public static KafkaSource<RawMessage> changes(
      String bootstrap, String topic, String group, CoveredOffsets covered) {
    return source(bootstrap, topic, group, new FromOffsets(covered));
  }

  /** The questions that were asked since {@code startMs}: older ones nobody waits for. */
  public static KafkaSource<RawMessage> lookups(
      String bootstrap, String topic, String group, long startMs) {
    return source(bootstrap, topic, group, OffsetsInitializer.timestamp(startMs));
  }

  private static KafkaSource<RawMessage> source(
      String bootstrap, String topic, String group, OffsetsInitializer start) {
    return KafkaSource.<RawMessage>builder()
        .setBootstrapServers(bootstrap)
        .setTopics(topic)
        .setGroupId(group)
        .setStartingOffsets(start)
        .setDeserializer(new RawMessageReader())
        // Hands over what is there instead of waiting for more.
        .setProperty("fetch.min.bytes", "1")
        .setProperty("fetch.max.wait.ms", "100")
        .build();
  }
}
