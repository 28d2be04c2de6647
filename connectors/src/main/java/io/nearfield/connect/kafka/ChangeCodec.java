package io.nearfield.connect.kafka;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Change;
import java.util.Map;

/** Changes as JSON. */
public final class ChangeCodec {

  /**
   * A change as read.
   *
   * @param versioned whether the message itself said the version; else it is the message's
   *     timestamp
   */
  public record Decoded(Change change, boolean versioned) {}

  private final Map<String, AttributeType> columns;

  public ChangeCodec(Map<String, AttributeType> columns) {
    this.columns = Map.copyOf(columns);
  }

  public static byte[] encode(Change change) {
    throw new UnsupportedOperationException(change.toString());
  }

  public Decoded decode(byte[] message, long timestamp) {
    throw new UnsupportedOperationException(columns + " " + timestamp + message.length);
  }
}
