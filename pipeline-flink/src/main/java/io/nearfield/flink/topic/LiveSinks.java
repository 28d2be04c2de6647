package io.nearfield.flink.topic;

import io.nearfield.flink.message.OutgoingMessage;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The sinks of a live job. At least once: after a failure an answer may come a second time, which
 * its request id shows. Exactly once would hold each answer back until the next checkpoint.
 */
public final class LiveSinks {

  private static final int KEY_AND_HEADERS = 4_096;

  private LiveSinks() {}

  /**
   * @param maxBytes the largest value that comes; what is larger fails the job
   */
  public static KafkaSink<OutgoingMessage> topic(String bootstrap, String topic, int maxBytes) {
    return KafkaSink.<OutgoingMessage>builder()
        .setBootstrapServers(bootstrap)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(new Writer(topic))
        // Sends at once; the client's default waits 5 ms for company.
        .setProperty("linger.ms", "0")
        .setProperty("max.request.size", Integer.toString(maxBytes + KEY_AND_HEADERS))
        .build();
  }

  private record Writer(String topic) implements KafkaRecordSerializationSchema<OutgoingMessage> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        OutgoingMessage message, KafkaSinkContext context, Long timestamp) {
      byte[] key = message.key() == null ? null : message.key().getBytes(StandardCharsets.UTF_8);
      return new ProducerRecord<>(topic, key, message.value());
    }
  }
}
