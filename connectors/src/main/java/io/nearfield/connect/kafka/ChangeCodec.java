package io.nearfield.connect.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Change;
import io.nearfield.connect.json.AttributeJson;
import io.nearfield.connect.json.Messages;
import java.util.List;
import java.util.Map;

/**
 * Changes as JSON:
 *
 * <pre>{@code
 * {"op": "upsert", "id": "sku-1", "version": 7, "text": "a red chair", "attributes": {"price": 19.5}}
 * {"op": "upsert", "id": "sku-1", "vector": [0.1, -0.3, 0.2]}
 * {"op": "upsert", "id": "sku-1", "uri": "s3://shop/pictures/sku-1.jpg"}
 * {"op": "upsert", "id": "sku-1", "image": "<base64>"}
 * {"op": "delete", "id": "sku-1"}
 * }</pre>
 *
 * <p>{@code version} is from 0 up; without it the message's timestamp counts. Numbers of a vector
 * must be finite; attributes must be filter columns of the index and fit their types; an unknown
 * field is refused, so that a misspelt one is not lost. Immutable and thread-safe.
 */
public final class ChangeCodec {

  private static final List<String> FIELDS =
      List.of("schema", "op", "id", "version", "text", "image", "uri", "vector", "attributes");
  private static final Messages.Range VERSIONS = new Messages.Range(0, Long.MAX_VALUE, -1);

  /** The longest text of a change, in characters. */
  public static final int MAX_TEXT = 500_000;

  /**
   * A change as read.
   *
   * @param versioned whether the message itself said the version; else it is the message's
   *     timestamp
   */
  public record Decoded(Change change, boolean versioned) {}

  private final Map<String, AttributeType> columns;

  /**
   * @param columns the index's filter columns
   */
  public ChangeCodec(Map<String, AttributeType> columns) {
    this.columns = Map.copyOf(columns);
  }

  public static byte[] encode(Change change) {
    ObjectNode message = Messages.message();
    if (change instanceof Change.Upsert upsert) {
      message.put("op", "upsert").put("id", upsert.entityId()).put("version", upsert.version());
      if (upsert.text() != null) {
        message.put("text", upsert.text());
      } else if (upsert.image() != null && upsert.image().uri() != null) {
        message.put("uri", upsert.image().uri());
      } else if (upsert.image() != null) {
        Messages.putBytes(message, "image", upsert.image().bytes());
      } else {
        Messages.putVector(message, upsert.vector());
      }
      if (upsert.attributes() != null && !upsert.attributes().isEmpty()) {
        AttributeJson.write(message, upsert.attributes());
      }
    } else {
      message.put("op", "delete").put("id", change.entityId()).put("version", change.version());
    }
    return Messages.write(message);
  }

  /**
   * Reads a change.
   *
   * @param timestamp the message's, in milliseconds: the version if it has none
   * @throws IllegalArgumentException if the message is not a change; one line says why
   */
  public Decoded decode(byte[] message, long timestamp) {
    ObjectNode object = Messages.read(message, "change", FIELDS);
    String op = Messages.requiredString(object, "op", "change");
    String id = Messages.requiredString(object, "id", "change");
    long version = Messages.whole(object, "version", "change", VERSIONS);
    boolean versioned = version >= 0;
    long effective = versioned ? version : Math.max(0, timestamp);
    return switch (op) {
      case "upsert" -> new Decoded(upsert(object, id, effective), versioned);
      case "delete" -> new Decoded(delete(object, id, effective), versioned);
      default ->
          throw new IllegalArgumentException(
              "Cannot read change: field 'op' must be upsert or delete, got '"
                  + Messages.abbreviated(op)
                  + "'");
    };
  }

  private Change upsert(ObjectNode object, String id, long version) {
    String text = Messages.string(object, "text", "change");
    if (text != null && text.isBlank()) {
      throw new IllegalArgumentException("Cannot read change: field 'text' is blank");
    }
    if (text != null && text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "Cannot read change: a text of "
              + text.length()
              + " characters, at most "
              + MAX_TEXT
              + " are allowed");
    }
    return new Change.Upsert(
        id,
        version,
        text,
        image(object),
        Messages.vector(object, "change"),
        AttributeJson.read(object, "change", columns));
  }

  private static Change.Image image(ObjectNode object) {
    byte[] bytes = Messages.bytes(object, "image", "change", "a picture file");
    String uri = Messages.string(object, "uri", "change");
    return bytes == null && uri == null ? null : new Change.Image(bytes, uri);
  }

  private static Change delete(ObjectNode object, String id, long version) {
    for (String field : List.of("text", "image", "uri", "vector", "attributes")) {
      if (object.has(field)) {
        throw new IllegalArgumentException(
            "Cannot read change: a delete has no field '" + field + "'");
      }
    }
    return new Change.Delete(id, version);
  }
}
