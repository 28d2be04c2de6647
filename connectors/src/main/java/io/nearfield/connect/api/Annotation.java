package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.Map;

/**
 * What someone, or a model, said about a part of a picture: a label and where it is seen.
 *
 * @param id unique in its picture; the part is the entity {@link #entityId}
 * @param label what it is, null if that was not said
 * @param box where, in pixels of the upright picture, inside it
 * @param confidence how sure a model was, null if nothing was said of it
 * @param attributes what else was said, as texts
 */
public record Annotation(
    String id, String label, Box box, Double confidence, Map<String, String> attributes)
    implements Serializable {

  public Annotation {
    attributes = Map.copyOf(attributes);
  }

  /** The id of the part as an entity of its own: {@code photos/cat.jpg#17}. */
  public static String entityId(String itemId, String annotationId) {
    return itemId + "#" + annotationId;
  }
}
