package io.nearfield.connect.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.json.Messages;
import io.nearfield.connect.json.NeighboursJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Answers as JSON: the fields of {@link NeighboursJson}, or those for each entity, or an error.
 *
 * <pre>{@code
 * {"request": "r1", "generation": 3, "complete": true,
 *  "neighbours": [{"id": "sku-9", "distance": 0.21, "attributes": {"price": 12.0}}]}
 * {"request": "r2", "answers": [{"id": "sku-1", "generation": 3, "complete": true, ...}, ...]}
 * {"request": "r3", "error": "Cannot look up entity 'sku-1': it is not in index shop.main"}
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class AnswerCodec {

  private static final List<String> FIELDS =
      Stream.concat(
              Stream.of("schema", "request", "answers", "error"), NeighboursJson.FIELDS.stream())
          .toList();

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
    String omitted =
        "attributes are left out: with them the answer has "
            + whole.length
            + " bytes, and the topic takes "
            + maxBytes;
    byte[] withoutAttributes = encode(answer.map(full -> bare(full, omitted)));
    if (withoutAttributes.length <= maxBytes) {
      return withoutAttributes;
    }
    return encode(
        LookupAnswer.error(
            answer.requestId(), tooMany(answer, withoutAttributes.length, maxBytes)));
  }

  private static String tooMany(LookupAnswer answer, int bytes, int maxBytes) {
    int answers = answer.each() == null ? 1 : answer.each().size();
    return "Cannot answer with "
        + answer.size()
        + " neighbours: they make "
        + bytes
        + " bytes, and the topic takes "
        + maxBytes
        + "; ask for about "
        + Math.max(1, (long) answer.size() * maxBytes / bytes * 9 / 10 / answers)
        + " (k)";
  }

  private static Neighbours bare(Neighbours full, String omitted) {
    List<Neighbour> bare =
        full.neighbours().stream()
            .map(neighbour -> new Neighbour(neighbour.entityId(), neighbour.distance(), Map.of()))
            .toList();
    String partial = full.isComplete() ? omitted : full.partial() + "; " + omitted;
    return new Neighbours(bare, partial, full.generation(), full.total());
  }

  public static byte[] encode(LookupAnswer answer) {
    ObjectNode message = Messages.message().put("request", answer.requestId());
    if (answer.failed()) {
      message.put("error", answer.error());
    } else if (answer.each() != null) {
      ArrayNode answers = message.putArray("answers");
      answer
          .each()
          .forEach((id, its) -> NeighboursJson.write(answers.addObject().put("id", id), its));
    } else {
      NeighboursJson.write(message, answer.neighbours());
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
      return LookupAnswer.error(request, error);
    }
    if (!object.has("answers")) {
      return LookupAnswer.of(request, NeighboursJson.read(object, "answer"));
    }
    Map<String, Neighbours> each = new LinkedHashMap<>();
    for (JsonNode node : object.get("answers")) {
      if (node instanceof ObjectNode its) {
        each.put(node.path("id").asText(), NeighboursJson.read(its, "answer"));
      }
    }
    return LookupAnswer.ofEach(request, each);
  }
}
