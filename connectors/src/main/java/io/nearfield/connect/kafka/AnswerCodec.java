package io.nearfield.connect.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers as JSON:
 *
 * <pre>{@code
 * {"request": "r1", "generation": 3, "complete": true,
 *  "neighbours": [{"id": "sku-9", "distance": 0.21, "attributes": {"price": 12.0}}]}
 * {"request": "r2", "error": "Cannot look up entity 'sku-1': it is not in index shop.main"}
 * }</pre>
 *
 * <p>An answer that is not complete says why in {@code partial}. Attributes come back as JSON has
 * them: dates as strings, whole numbers as Long. Thread-safe.
 */
public final class AnswerCodec {

  private static final List<String> FIELDS =
      List.of("schema", "request", "generation", "complete", "partial", "neighbours", "error");

  private AnswerCodec() {}

  /**
   * As {@link #encode(LookupAnswer)}, in at most {@code maxBytes}. An answer that would be larger
   * goes without attributes and says so in {@code partial}; if that is still too large it becomes
   * an error that says how many neighbours would do.
   *
   * @param maxBytes at least a thousand, so that an error fits
   */
  public static byte[] encode(LookupAnswer answer, int maxBytes) {
    byte[] whole = encode(answer);
    if (whole.length <= maxBytes || answer.failed()) {
      return whole;
    }
    Neighbours full = answer.neighbours();
    String omitted =
        "attributes are left out: with them the answer has "
            + whole.length
            + " bytes, and the topic takes "
            + maxBytes;
    List<Neighbour> bare =
        full.neighbours().stream()
            .map(neighbour -> new Neighbour(neighbour.entityId(), neighbour.distance(), Map.of()))
            .toList();
    String partial = full.isComplete() ? omitted : full.partial() + "; " + omitted;
    byte[] withoutAttributes =
        encode(
            new LookupAnswer(
                answer.requestId(), new Neighbours(bare, partial, full.generation()), null));
    if (withoutAttributes.length <= maxBytes) {
      return withoutAttributes;
    }
    int found = bare.size();
    return encode(
        new LookupAnswer(
            answer.requestId(),
            null,
            "Cannot answer with "
                + found
                + " neighbours: they make "
                + withoutAttributes.length
                + " bytes, and the topic takes "
                + maxBytes
                + "; ask for about "
                + Math.max(1, (long) found * maxBytes / withoutAttributes.length * 9 / 10)
                + " (k)"));
  }

  public static byte[] encode(LookupAnswer answer) {
    ObjectNode message = Messages.message().put("request", answer.requestId());
    if (answer.failed()) {
      return Messages.write(message.put("error", answer.error()));
    }
    Neighbours neighbours = answer.neighbours();
    message.put("generation", neighbours.generation()).put("complete", neighbours.isComplete());
    if (!neighbours.isComplete()) {
      message.put("partial", neighbours.partial());
    }
    ArrayNode array = message.putArray("neighbours");
    for (Neighbour neighbour : neighbours.neighbours()) {
      ObjectNode node =
          array.addObject().put("id", neighbour.entityId()).put("distance", neighbour.distance());
      if (!neighbour.attributes().isEmpty()) {
        AttributeJson.write(node, neighbour.attributes());
      }
    }
    return Messages.write(message);
  }

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException if the message is not an answer
   */
  public static LookupAnswer decode(byte[] message) {
    ObjectNode object = Messages.readAny(message, "answer", FIELDS);
    String request = Messages.requiredString(object, "request", "answer");
    String error = Messages.string(object, "error", "answer");
    if (error != null) {
      return new LookupAnswer(request, null, error);
    }
    List<Neighbour> neighbours = new ArrayList<>();
    for (JsonNode node : object.path("neighbours")) {
      neighbours.add(
          new Neighbour(
              node.path("id").asText(),
              node.path("distance").floatValue(),
              AttributeJson.readUntyped(node.get("attributes"))));
    }
    long generation =
        Messages.whole(object, "generation", "answer", new Messages.Range(0, Long.MAX_VALUE, 0));
    return new LookupAnswer(
        request,
        new Neighbours(neighbours, Messages.string(object, "partial", "answer"), generation),
        null);
  }
}
