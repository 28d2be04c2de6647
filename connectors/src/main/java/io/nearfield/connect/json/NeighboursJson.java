package io.nearfield.connect.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer as the fields of a JSON object:
 *
 * <pre>{@code
 * {"generation": 3, "complete": true, "total": 41,
 *  "neighbours": [{"id": "sku-9", "distance": 0.21, "attributes": {"price": 12.0}}]}
 * }</pre>
 *
 * <p>An answer that is not complete says why in {@code partial}; {@code total} is there if it is
 * known. Attributes come back as JSON has them: dates as strings, whole numbers as Long.
 * Thread-safe.
 */
public final class NeighboursJson {

  /** The fields of an answer; whoever wraps it adds its own. */
  public static final List<String> FIELDS =
      List.of("generation", "complete", "partial", "total", "neighbours");

  private NeighboursJson() {}

  public static void write(ObjectNode object, Neighbours neighbours) {
    object.put("generation", neighbours.generation()).put("complete", neighbours.isComplete());
    if (!neighbours.isComplete()) {
      object.put("partial", neighbours.partial());
    }
    if (neighbours.total() != Neighbours.UNKNOWN) {
      object.put("total", neighbours.total());
    }
    ArrayNode array = object.putArray("neighbours");
    for (Neighbour neighbour : neighbours.neighbours()) {
      ObjectNode node =
          array.addObject().put("id", neighbour.entityId()).put("distance", neighbour.distance());
      if (!neighbour.attributes().isEmpty()) {
        AttributeJson.write(node, neighbour.attributes());
      }
    }
  }

  /**
   * Reads the fields of an answer; others are not looked at.
   *
   * @param what what the object is, for errors: {@code "answer"}
   * @throws IllegalArgumentException if they make no answer
   */
  public static Neighbours read(ObjectNode object, String what) {
    List<Neighbour> neighbours = new ArrayList<>();
    for (JsonNode node : object.path("neighbours")) {
      neighbours.add(
          new Neighbour(
              node.path("id").asText(),
              node.path("distance").floatValue(),
              AttributeJson.readUntyped(node.get("attributes"))));
    }
    return new Neighbours(
        neighbours,
        Messages.string(object, "partial", what),
        Messages.whole(object, "generation", what, new Messages.Range(0, Long.MAX_VALUE, 0)),
        Messages.whole(
            object,
            "total",
            what,
            new Messages.Range(Neighbours.UNKNOWN, Long.MAX_VALUE, Neighbours.UNKNOWN)));
  }
}
