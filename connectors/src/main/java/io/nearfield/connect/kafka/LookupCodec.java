package io.nearfield.connect.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.json.LookupJson;
import io.nearfield.connect.json.Messages;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lookups as JSON: the fields of {@link LookupJson}, the request id, and the model that made a
 * vector if the asker says.
 *
 * <pre>{@code
 * {"request": "r1", "text": "somewhere to sit", "k": 5, "filter": "price < 20"}
 * {"request": "r2", "id": "sku-1", "k": 5}
 * {"request": "r3", "vector": [0.1, -0.3, 0.2], "k": 5, "nprobe": 8, "rerank": 4}
 * {"request": "r4", "image": "<base64>", "exact": true}
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class LookupCodec {

  private static final List<String> FIELDS =
      Stream.concat(Stream.of("schema", "request", "model"), LookupJson.FIELDS.stream()).toList();

  private LookupCodec() {}

  public static byte[] encode(LookupRequest request) {
    ObjectNode message = Messages.message().put("request", request.requestId());
    LookupJson.write(message, request.lookup());
    if (request.model() != null) {
      message.put("model", request.model());
    }
    return Messages.write(message);
  }

  /**
   * Reads a lookup.
   *
   * @throws IllegalArgumentException if the message is not a lookup; one line says why, and {@link
   *     #requestId} whom to tell
   */
  public static LookupRequest decode(byte[] message) {
    ObjectNode object = Messages.read(message, "lookup", FIELDS);
    return new LookupRequest(
        Messages.requiredString(object, "request", "lookup"),
        LookupJson.read(object, "lookup"),
        Messages.string(object, "model", "lookup"));
  }

  /** The request id of a message that may be broken otherwise, if it can be made out. */
  public static Optional<String> requestId(byte[] message) {
    if (message == null || message.length > Messages.MAX_BYTES) {
      return Optional.empty();
    }
    try {
      JsonNode request = Messages.JSON.readTree(message).path("request");
      return request.isTextual()
              && !request.textValue().isBlank()
              && request.textValue().length() <= LookupRequest.MAX_REQUEST_ID
          ? Optional.of(request.textValue())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
