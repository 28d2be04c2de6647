package io.nearfield.flink.message;

import io.nearfield.connect.api.Change;
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
 * @param image to be embedded, or null; stays when it is, without its bytes
 * @param vector as sent, or as the model gave it; null until embedded
 * @param attributes the filter columns
 * @param source where the message stood
 * @param sentAt the message's timestamp, in milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record EntityChange(
    String entityId,
    long version,
    long order,
    boolean deleted,
    String text,
    Change.Image image,
    float[] vector,
    Map<String, Object> attributes,
    String source,
    long sentAt) {

  /**
   * Version 2: entityId string, version long, order long, deleted boolean, text string, vector
   * floats, attributes attributes, source string, picture bytes, picture's uri string, sentAt long.
   * Version 1 ended with the source.
   */
  public static final WireFormat<EntityChange> FORMAT = new Format();

  /** The same with its vector, as the model gave it. */
  public EntityChange withVector(float[] embedded) {
    Change.Image place = image == null || image.uri() == null ? null : image;
    return new EntityChange(
        entityId, version, order, deleted, text, place, embedded, attributes, source, sentAt);
  }

  private static final class Format extends WireFormat<EntityChange> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("entity-change", 2, EntityChange.class);
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
      Wire.writeBytes(value.image == null ? null : value.image.bytes(), out);
      Wire.writeString(value.image == null ? null : value.image.uri(), out);
      out.writeLong(value.sentAt);
    }

    @Override
    EntityChange read(int written, DataInputView in) throws IOException {
      String entityId = Wire.readString(in);
      long version = in.readLong();
      long order = in.readLong();
      boolean deleted = in.readBoolean();
      String text = Wire.readString(in);
      float[] vector = Wire.readFloats(in);
      Map<String, Object> attributes = Wire.readAttributes(in);
      String source = Wire.readString(in);
      Change.Image image = null;
      long sentAt = -1;
      if (written >= 2) {
        byte[] bytes = Wire.readBytes(in);
        String uri = Wire.readString(in);
        image = bytes == null && uri == null ? null : new Change.Image(bytes, uri);
        sentAt = in.readLong();
      }
      return new EntityChange(
          entityId, version, order, deleted, text, image, vector, attributes, source, sentAt);
    }
  }
}
