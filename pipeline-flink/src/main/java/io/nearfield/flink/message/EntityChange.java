package io.nearfield.flink.message;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A change on its way to the state of its entity.
 *
 * @param entityId whose
 * @param version the highest counts
 * @param order decides between changes of one version that nobody numbered: the offset in the topic
 *     plus one; 0 if the sender numbered it
 * @param deleted whether the entity is gone
 * @param text to be embedded, or null; stays when it is, for the tables
 * @param vector as sent, or as the model gave it; null until embedded
 * @param attributes the filter columns
 * @param source where the message stood
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record EntityChange(
    String entityId,
    long version,
    long order,
    boolean deleted,
    String text,
    float[] vector,
    Map<String, Object> attributes,
    String source) {

  /**
   * Version 1: entityId string, version long, order long, deleted boolean, text string, vector
   * floats, attributes attributes, source string.
   */
  public static final WireFormat<EntityChange> FORMAT = new Format();

  /** The same with its vector, as the model gave it. */
  public EntityChange withVector(float[] embedded) {
    return new EntityChange(entityId, version, order, deleted, text, embedded, attributes, source);
  }

  private static final class Format extends WireFormat<EntityChange> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("entity-change", 1, EntityChange.class);
    }

    @Override
    void write(EntityChange value, DataOutputView out) throws IOException {
      Wire.writeString(value.entityId, out);
      out.writeLong(value.version);
      out.writeLong(value.order);
      out.writeBoolean(value.deleted);
      Wire.writeString(value.text, out);
      Wire.writeFloats(value.vector, out);
      Wire.writeAttributes(value.attributes, out);
      Wire.writeString(value.source, out);
    }

    @Override
    EntityChange read(int written, DataInputView in) throws IOException {
      return new EntityChange(
          Wire.readString(in),
          in.readLong(),
          in.readLong(),
          in.readBoolean(),
          Wire.readString(in),
          Wire.readFloats(in),
          Wire.readAttributes(in),
          Wire.readString(in));
    }
  }
}
