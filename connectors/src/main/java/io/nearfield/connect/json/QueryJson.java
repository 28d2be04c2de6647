package io.nearfield.connect.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Lookup.Combine;
import io.nearfield.connect.api.Names;
import java.util.List;

/** What a lookup searches for, as one field of it and those that go with it. */
final class QueryJson {

  private static final List<String> QUERIES =
      List.of("text", "id", "ids", "vector", "bits", "image", "document");

  private QueryJson() {}

  static void write(ObjectNode object, Lookup.Query query) {
    if (query instanceof Lookup.ByVector by) {
      Messages.putVector(object, by.vector());
    } else if (query instanceof Lookup.ByBits by) {
      Messages.putBytes(object, "bits", by.bits());
    } else if (query instanceof Lookup.ByEntity by) {
      object.put("id", by.entityId());
    } else if (query instanceof Lookup.ByEntities by) {
      LookupJson.put(object.putArray("ids"), by.ids());
      object.put("combine", LookupJson.name(by.combine()));
    } else if (query instanceof Lookup.ByText by) {
      object.put("text", by.text());
    } else if (query instanceof Lookup.ByImage by) {
      Messages.putBytes(object, "image", by.bytes());
    } else if (query instanceof Lookup.ByDocument by) {
      Messages.putBytes(object, "document", by.bytes());
      object.put("mediaType", by.mediaType());
    }
  }

  static Lookup.Query read(ObjectNode object, String what) {
    List<String> given = QUERIES.stream().filter(object::hasNonNull).toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "Cannot read "
              + what
              + ": exactly one of "
              + String.join(", ", QUERIES)
              + " is needed, got "
              + (given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    String kind = given.get(0);
    requireWith(object, "combine", "ids", kind, what);
    requireWith(object, "mediaType", "document", kind, what);
    return switch (kind) {
      case "text" -> text(object, what);
      case "id" -> new Lookup.ByEntity(Names.checkEntityId(Messages.string(object, "id", what)));
      case "ids" -> ids(object, what);
      case "vector" -> new Lookup.ByVector(Messages.vector(object, what));
      case "bits" -> new Lookup.ByBits(Messages.bytes(object, "bits", what, "packed bits"));
      case "image" -> new Lookup.ByImage(Messages.bytes(object, "image", what, "a picture file"));
      default ->
          new Lookup.ByDocument(
              Messages.bytes(object, "document", what, "a document file"),
              Messages.requiredString(object, "mediaType", what));
    };
  }

  private static void requireWith(
      ObjectNode object, String field, String owner, String kind, String what) {
    if (object.hasNonNull(field) && !kind.equals(owner)) {
      throw new IllegalArgumentException(
          "Cannot read " + what + ": field '" + field + "' goes with '" + owner + "' alone");
    }
  }

  private static Lookup.Query text(ObjectNode object, String what) {
    String text = Messages.string(object, "text", what);
    if (text.isBlank()) {
      throw new IllegalArgumentException("Cannot read " + what + ": field 'text' is blank");
    }
    return new Lookup.ByText(text);
  }

  private static Lookup.Query ids(ObjectNode object, String what) {
    List<String> ids = Messages.strings(object, "ids", what);
    ids.forEach(Names::checkEntityId);
    return new Lookup.ByEntities(ids, LookupJson.choice(object, "combine", what, Combine.MEAN));
  }
}
