package io.nearfield.jobs.http.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Suggestion;
import io.nearfield.connect.document.DocumentType;
import io.nearfield.connect.json.LookupJson;
import io.nearfield.jobs.http.HttpProblem;
import io.nearfield.jobs.http.Json;
import io.nearfield.jobs.http.Limits;
import io.nearfield.jobs.http.Part;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lookup of a request: the fields of {@link LookupJson}, and {@code view}, the name of a
 * saved view to search in; {@code filter} may be an object of operators too. A form has these in a
 * part named {@code lookup}, and a picture or a document in one named {@code file}.
 */
final class LookupBody {

  private static final Pattern FIELD = Pattern.compile("field '([A-Za-z]+)'|\\(([A-Za-z]+)[,)]");
  private static final List<String> PICTURES =
      List.of(".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff");

  private final Limits limits;
  private final List<String> fields;

  /**
   * @param more fields that are read by somebody else
   */
  LookupBody(Limits limits, String... more) {
    this.limits = limits;
    this.fields = new ArrayList<>(LookupJson.FIELDS);
    fields.add("view");
    fields.addAll(List.of(more));
  }

  /** A lookup, and the name of the view it is within, or null. */
  record Read(Lookup lookup, String view) {}

  Read read(JsonNode tree) {
    return read(tree, null);
  }

  Read read(List<Part> parts) {
    ObjectNode object = Json.mapper().createObjectNode();
    Part file = null;
    for (Part part : parts) {
      if ("file".equals(part.name())) {
        file = part;
      } else if ("lookup".equals(part.name())) {
        object = (ObjectNode) Json.object(part.bytes());
      } else {
        throw HttpProblem.bad(
            "unknown_field",
            "Cannot take a part of that name; there are file and lookup",
            "Content-Disposition");
      }
    }
    if (file == null || file.bytes().length == 0) {
      throw HttpProblem.bad("missing_field", "Cannot look up by a form without a file", "file");
    }
    return read(object, query(file));
  }

  private static Lookup.Query query(Part file) {
    String name = file.fileName() == null ? "" : file.fileName().toLowerCase(Locale.ROOT);
    String type = file.mediaType() == null ? "" : file.mediaType();
    if (type.startsWith("image/") || PICTURES.stream().anyMatch(name::endsWith)) {
      return new Lookup.ByImage(file.bytes());
    }
    return new Lookup.ByDocument(
        file.bytes(), DocumentType.of(name).map(DocumentType::mediaType).orElse(type));
  }

  private Read read(JsonNode tree, Lookup.Query fileOrNull) {
    ObjectNode object = ((ObjectNode) tree).deepCopy();
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!fields.contains(name)) {
        String shown = name.length() > 60 ? name.substring(0, 60) : name;
        throw HttpProblem.bad(
            "unknown_field",
            "Cannot read lookup: unknown field '"
                + shown
                + "'"
                + Suggestion.sentence(shown, fields),
            shown);
      }
    }
    requireWithinLimits(object);
    if (object.path("filter").isObject()) {
      object.put("filter", object.path("filter").toString()); // operators, read as text as well
    }
    String view = object.path("view").isTextual() ? object.path("view").textValue() : null;
    if (object.hasNonNull("view") && view == null) {
      throw HttpProblem.bad("type_mismatch", "Cannot take field 'view': a name is needed", "view");
    }
    if (fileOrNull != null) {
      object.put("text", "-"); // any query: the file takes its place
    }
    try {
      Lookup lookup = LookupJson.read(object, "lookup");
      return new Read(fileOrNull == null ? lookup : lookup.withQuery(fileOrNull), view);
    } catch (IllegalArgumentException e) {
      throw HttpProblem.bad("invalid_lookup", e.getMessage(), field(e.getMessage()));
    }
  }

  private void requireWithinLimits(ObjectNode object) {
    if (object.path("vector").size() > limits.vectorLength()) {
      throw HttpProblem.bad(
          "limit_exceeded",
          "Cannot look up a vector of "
              + object.path("vector").size()
              + " numbers: at most "
              + limits.vectorLength()
              + " are taken",
          "vector");
    }
    for (String field : List.of("k", "pageSize")) {
      if (object.path(field).isNumber() && object.path(field).asLong() > limits.results()) {
        throw HttpProblem.bad(
            "limit_exceeded",
            "Cannot look up "
                + field
                + " = "
                + object.path(field).asText()
                + " neighbours: at most "
                + limits.results()
                + " are given",
            field);
      }
    }
  }

  private static String field(String message) {
    Matcher matcher = FIELD.matcher(message);
    if (!matcher.find()) {
      return null;
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }
}
