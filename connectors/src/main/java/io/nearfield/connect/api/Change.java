package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.Map;

/**
 * A change to the live index. Of several changes to one entity the one with the highest version
 * counts, whatever order they arrive in; a repeated version is dropped.
 */
public sealed interface Change extends Serializable {

  String entityId();

  /** A number that grows with every change of the entity; by default the message's timestamp. */
  long version();

  /**
   * The entity is there, with this content.
   *
   * @param text to be embedded, or null if {@code vector} is given
   * @param vector of the index's dimension, or null if {@code text} is given
   * @param attributes the filter columns
   */
  @SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
  record Upsert(
      String entityId, long version, String text, float[] vector, Map<String, Object> attributes)
      implements Change {
    public Upsert {
      Names.checkEntityId(entityId);
      if ((text == null) == (vector == null)) {
        throw new IllegalArgumentException(
            "Cannot upsert '" + entityId + "': give either 'text' or 'vector'");
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
