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

  private LiveSinks() {}

  public static KafkaSink<OutgoingMessage> topic(String bootstrap, String topic) {
    return KafkaSink.<OutgoingMessage>builder()
        .setBootstrapServers(bootstrap)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(new Writer(topic))
        // Sends at once; the client's default waits 5 ms for company.
        .setProperty("linger.ms", "0")
        // An answer of 10,000 neighbours with attributes is larger than a question may be.
        .setProperty("max.request.size", "4194304")
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
