package io.nearfield.flink.topic;

import io.nearfield.flink.message.RawMessage;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes messages as they are: what is wrong with one is found where it can be said. */
final class RawMessageReader implements KafkaRecordDeserializationSchema<RawMessage> {

  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<RawMessage> out) {
    out.collect(
        new RawMessage(
            message.topic(),
            message.partition(),
            message.offset(),
            message.timestamp(),
            message.value()));
  }

  @Override
  public TypeInformation<RawMessage> getProducedType() {
    return RawMessage.FORMAT.typeInfo();
  }
}
