package io.nearfield.flink.topic;

import io.nearfield.connect.iceberg.CoveredOffsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Begins with the first change that is not covered, and with the very first where nothing is. Other
 * than Flink's own, it never asks the consumer group, which knows nothing of the tables.
 */
record FromOffsets(CoveredOffsets covered) implements OffsetsInitializer {

  private static final long serialVersionUID = 1L;

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Long first = covered.next().get(partition.partition());
      offsets.put(partition, first == null ? KafkaPartitionSplit.EARLIEST_OFFSET : first);
    }
    return offsets;
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
