package io.nearfield.connect.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Lookups as JSON:
 *
 * <pre>{@code
 * {"request": "r1", "text": "somewhere to sit", "k": 5, "filter": "price < 20"}
 * {"request": "r2", "id": "sku-1", "k": 5}
 * {"request": "r3", "vector": [0.1, -0.3, 0.2], "k": 5, "nprobe": 8, "rerank": 4}
 * {"request": "r4", "image": "<base64>", "exact": true}
 * }</pre>
 *
 * <p>Exactly one of {@code text}, {@code id}, {@code vector} and {@code image}; {@code k} is
 * {@value #DEFAULT_K} if not given. Thread-safe.
 */
public final class LookupCodec {

  /** How many neighbours are wanted if a lookup does not say. */
  public static final int DEFAULT_K = 10;

  private static final List<String> QUERIES = List.of("text", "id", "vector", "image");
  private static final List<String> FIELDS =
      List.of(
          "schema", "request", "text", "id", "vector", "image", "k", "filter", "nprobe", "rerank",
          "exact", "model");

  private LookupCodec() {}

  public static byte[] encode(LookupRequest request) {
    ObjectNode message = Messages.message().put("request", request.requestId());
    Lookup lookup = request.lookup();
    Lookup.Query query = lookup.query();
    if (query instanceof Lookup.ByVector by) {
      Messages.putVector(message, by.vector());
    } else if (query instanceof Lookup.ByEntity by) {
      message.put("id", by.entityId());
    } else if (query instanceof Lookup.ByText by) {
      message.put("text", by.text());
    } else if (query instanceof Lookup.ByImage by) {
      message.put("image", Base64.getEncoder().encodeToString(by.bytes()));
    }
    message.put("k", lookup.k());
    if (lookup.filter() != null) {
      message.put("filter", lookup.filter());
    }
    if (lookup.nprobe() > 0) {
      message.put("nprobe", lookup.nprobe());
    }
    if (lookup.rerankFactor() >= 0) {
      message.put("rerank", lookup.rerankFactor());
    }
    if (lookup.exact()) {
      message.put("exact", true);
    }
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
    String request = Messages.requiredString(object, "request", "lookup");
    long k =
        Messages.whole(
            object,
            "k",
            "lookup",
            new Messages.Range(Integer.MIN_VALUE, Integer.MAX_VALUE, DEFAULT_K));
    long nprobe =
        Messages.whole(object, "nprobe", "lookup", new Messages.Range(1, Integer.MAX_VALUE, 0));
    long rerank = Messages.whole(object, "rerank", "lookup", new Messages.Range(0, 1_000, -1));
    boolean exact = Boolean.TRUE.equals(Messages.bool(object, "exact", "lookup"));
    Lookup lookup =
        new Lookup(
            query(object),
            (int) k,
            Messages.string(object, "filter", "lookup"),
            (int) nprobe,
            (int) rerank,
            exact);
    return new LookupRequest(request, lookup, Messages.string(object, "model", "lookup"));
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

  private static Lookup.Query query(ObjectNode object) {
    List<String> given = new ArrayList<>();
    for (String field : QUERIES) {
      if (object.hasNonNull(field)) {
        given.add(field);
      }
    }
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "Cannot read lookup: exactly one of "
              + String.join(", ", QUERIES)
              + " is needed, got "
              + (given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    return switch (given.get(0)) {
      case "text" -> text(Messages.string(object, "text", "lookup"));
      case "id" ->
          new Lookup.ByEntity(Names.checkEntityId(Messages.string(object, "id", "lookup")));
      case "vector" -> new Lookup.ByVector(Messages.vector(object, "lookup"));
      default -> image(Messages.string(object, "image", "lookup"));
    };
  }

  private static Lookup.Query text(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("Cannot read lookup: field 'text' is blank");
    }
    return new Lookup.ByText(text);
  }

  private static Lookup.Query image(String base64) {
    try {
      return new Lookup.ByImage(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot read lookup: field 'image' must be a picture file in base64", e);
    }
  }
}
