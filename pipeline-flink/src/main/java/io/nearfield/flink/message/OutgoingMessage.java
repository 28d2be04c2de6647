package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A message for Kafka.
 *
 * @param key of the message, or null
 * @param value of the message
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record OutgoingMessage(String key, byte[] value) {

  /** Version 1: key string, value bytes. */
  public static final WireFormat<OutgoingMessage> FORMAT = new Format();

  private static final class Format extends WireFormat<OutgoingMessage> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("outgoing-message", 1, OutgoingMessage.class);
    }

    @Override
    void write(OutgoingMessage value, DataOutputView out) throws IOException {
      Wire.writeString(value.key, out);
      Wire.writeBytes(value.value, out);
    }

    @Override
    OutgoingMessage read(int written, DataInputView in) throws IOException {
      return new OutgoingMessage(Wire.readString(in), Wire.readBytes(in));
    }
  }
}
