package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A change to the live index. Of several changes to one entity the one with the highest version
 * counts, whatever order they arrive in; a repeated version is dropped.
 */
public sealed interface Change extends Serializable {

  String entityId();

  /** A number that grows with every change of the entity; by default the message's timestamp. */
  long version();

  /**
   * The entity is there, with this content: exactly one of text, picture and vector.
   *
   * @param text to be embedded, or null
   * @param image to be embedded, or null
   * @param vector of the index's dimension, or null
   * @param attributes the filter columns
   */
  @SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
  record Upsert(
      String entityId,
      long version,
      String text,
      Image image,
      float[] vector,
      Map<String, Object> attributes)
      implements Change {
    public Upsert {
      Names.checkEntityId(entityId);
      long given = Stream.of(text, image, vector).filter(Objects::nonNull).count();
      if (given != 1) {
        throw new IllegalArgumentException(
            "Cannot upsert '"
                + entityId
                + "': give exactly one of 'text', 'image', 'uri' and 'vector', got "
                + given);
      }
    }

    /** With a text or a vector. */
    public Upsert(
        String entityId,
        long version,
        String text,
        float[] vector,
        Map<String, Object> attributes) {
      this(entityId, version, text, null, vector, attributes);
    }
  }

  /**
   * A picture: itself or where it is, never both.
   *
   * @param bytes an encoded picture, or null
   * @param uri a place that the live job can read, such as {@code s3://shop/1.jpg}, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
  record Image(byte[] bytes, String uri) implements Serializable {
    public Image {
      if ((bytes == null) == (uri == null)) {
        throw new IllegalArgumentException(
            "Cannot take a picture: give either 'image' or 'uri', the picture or where it is");
      }
      if (uri != null && uri.isBlank()) {
        throw new IllegalArgumentException("Cannot take a picture: its 'uri' is blank");
      }
    }
  }

  /** The entity is gone. */
  record Delete(String entityId, long version) implements Change {
    public Delete {
      Names.checkEntityId(entityId);
    }
  }
}
