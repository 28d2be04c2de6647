package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A message as Kafka has it.
 *
 * @param topic where it stands
 * @param partition where it stands
 * @param offset where it stands
 * @param timestamp in milliseconds
 * @param value may be null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record RawMessage(String topic, int partition, long offset, long timestamp, byte[] value) {

  /** Version 1: topic string, partition int, offset long, timestamp long, value bytes. */
  public static final WireFormat<RawMessage> FORMAT = new Format();

  /** For people: {@code topic-partition@offset}. */
  public String source() {
    return topic + "-" + partition + "@" + offset;
  }

  private static final class Format extends WireFormat<RawMessage> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("raw-message", 1, RawMessage.class);
    }

    @Override
    void write(RawMessage value, DataOutputView out) throws IOException {
      Wire.writeString(value.topic, out);
      out.writeInt(value.partition);
      out.writeLong(value.offset);
      out.writeLong(value.timestamp);
      Wire.writeBytes(value.value, out);
    }

    @Override
    RawMessage read(int written, DataInputView in) throws IOException {
      return new RawMessage(
          Wire.readString(in), in.readInt(), in.readLong(), in.readLong(), Wire.readBytes(in));
    }
  }
}
