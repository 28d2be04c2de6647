package io.nearfield.connect.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Radius;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A query document of Dataloop:
 *
 * <pre>{@code
 * {"filter": {"$and": [{"hidden": false}, {"type": "file"}]},
 *  "page": 0, "pageSize": 1000, "resource": "items",
 *  "join": {
 *    "on": {"resource": "feature_vectors", "local": "entityId", "forigen": "id"},
 *    "filter": {
 *      "value": {"$euclid": {"input": [5, 5],
 *                            "$euclidFilter": {"$lte": 3.0},
 *                            "$euclidSort": {"eu_dist": "ascending"}}},
 *      "featureSetId": "clip"}}}
 * }</pre>
 *
 * @param filter over the items, as JSON text; null for all
 * @param resource what is answered
 * @param dataset the dataset that the document names; null if it names none
 * @param extent the page, and which distances count
 * @param sort by which field, where there is no distance; null for the id
 * @param descending whether the greatest, or the farthest, come first
 * @param near what is searched for; null for a query without {@code $euclid}
 */
record DataloopQuery(
    String filter,
    Resource resource,
    String dataset,
    Lookup.Extent extent,
    String sort,
    boolean descending,
    Near near) {

  /** What Dataloop answers if a document does not say how many. */
  static final int PAGE_SIZE = 1_000;

  private static final Set<String> FIELDS =
      Set.of("filter", "page", "pageSize", "resource", "join", "sort", "context", "useDefaults");
  private static final Set<String> EUCLID = Set.of("input", "$euclidFilter", "$euclidSort");

  /** What a query is over. */
  enum Resource {
    ITEMS("items"),
    ANNOTATIONS("annotations"),
    FEATURES("feature_vectors");

    final String word;

    Resource(String word) {
      this.word = word;
    }
  }

  /**
   * A vector, or the feature whose vector is meant, in a feature set.
   *
   * @param input exactly one of a vector and an entity, as a lookup takes it
   */
  record Near(Lookup.Query input, String featureSet) {}

  /** Whether a document is of this form. */
  static boolean is(JsonNode document) {
    return !document.has("like");
  }

  static DataloopQuery read(JsonNode document) {
    if (document.has("value") && document.has("featureSetId")) {
      return ofFeatures(document, document, "");
    }
    Documents.requireKnown(document, "", FIELDS);
    Resource resource = resource(document);
    JsonNode filter = document.path("filter");
    if (resource == Resource.FEATURES && filter.path("value").has("$euclid")) {
      return ofFeatures(document, filter, "filter");
    }
    if (!filter.isMissingNode() && !filter.isObject()) {
      throw Documents.wrong("filter", "an object", filter);
    }
    String items = filter.isMissingNode() || filter.isEmpty() ? null : filter.toString();
    if (!document.has("join")) {
      String sort = sorted(document);
      boolean down = sort != null && descending(document.get("sort").get(sort), "sort." + sort);
      return new DataloopQuery(items, resource, null, extent(document, null), sort, down, null);
    }
    JsonNode join = Documents.object(document, "join", "");
    Documents.requireKnown(join, "join", Set.of("on", "filter"));
    requireOn(Documents.object(join, "on", "join"));
    return near(document, Documents.object(join, "filter", "join"), "join.filter", items, resource);
  }

  private static DataloopQuery ofFeatures(JsonNode document, JsonNode filter, String path) {
    return near(document, filter, path, null, Resource.FEATURES);
  }

  private static DataloopQuery near(
      JsonNode document, JsonNode filter, String path, String items, Resource resource) {
    if (!path.isEmpty()) {
      Documents.requireKnown(filter, path, Set.of("value", "featureSetId", "datasetId"));
    }
    JsonNode value = Documents.object(filter, "value", path);
    String at = Documents.join(path, "value");
    Documents.requireKnown(value, at, Set.of("$euclid"));
    JsonNode euclid = Documents.object(value, "$euclid", at);
    at = at + ".$euclid";
    Documents.requireKnown(euclid, at, EUCLID);
    String featureSet = Documents.text(filter, "featureSetId", path);
    if (featureSet == null) {
      throw Documents.error(path, "'featureSetId' is missing: name a feature set");
    }
    JsonNode sort = euclid.path("$euclidSort");
    boolean descending = false;
    if (!sort.isMissingNode()) {
      Documents.requireKnown(sort, at + ".$euclidSort", Set.of("eu_dist"));
      descending = descending(sort.path("eu_dist"), at + ".$euclidSort.eu_dist");
    }
    return new DataloopQuery(
        items,
        resource,
        Documents.text(filter, "datasetId", path),
        extent(document, radius(euclid.path("$euclidFilter"), at + ".$euclidFilter")),
        null,
        descending,
        new Near(input(euclid.path("input"), at + ".input"), featureSet));
  }

  private static Lookup.Query input(JsonNode input, String path) {
    if (input.isArray()) {
      return new Lookup.ByVector(Documents.vector(input, path));
    }
    if (input.isTextual() && !input.textValue().isBlank()) {
      return new Lookup.ByEntity(input.textValue());
    }
    throw Documents.wrong(path, "an array of numbers or the id of a feature", input);
  }

  private static Radius radius(JsonNode filter, String path) {
    if (filter.isMissingNode()) {
      return null;
    }
    if (!filter.isObject() || filter.isEmpty()) {
      throw Documents.wrong(path, "an object such as {\"$lte\": 0.5}", filter);
    }
    Documents.requireKnown(filter, path, Radius.Operator.symbols());
    List<Radius.Bound> bounds = new ArrayList<>();
    filter
        .properties()
        .forEach(
            bound -> {
              if (!bound.getValue().isNumber()) {
                throw Documents.wrong(path + "." + bound.getKey(), "a number", bound.getValue());
              }
              bounds.add(
                  new Radius.Bound(
                      Radius.Operator.of(bound.getKey()).orElseThrow(),
                      bound.getValue().doubleValue()));
            });
    return new Radius(bounds);
  }

  private static Lookup.Extent extent(JsonNode document, Radius radius) {
    int page = Documents.whole(document, "page", "", 0, 0);
    int pageSize = Documents.whole(document, "pageSize", "", 1, PAGE_SIZE);
    Lookup.Extent extent =
        Lookup.of(new Lookup.ByEntity("-"), pageSize).withPage(page, pageSize).extent();
    return new Lookup.Extent(extent.k(), extent.offset(), radius);
  }

  private static Resource resource(JsonNode document) {
    String word = Documents.text(document, "resource", "");
    if (word == null) {
      return Resource.ITEMS;
    }
    for (Resource resource : Resource.values()) {
      if (resource.word.equals(word)) {
        return resource;
      }
    }
    throw Documents.wrong(
        "resource",
        Documents.oneOf(List.of("items", "annotations", "feature_vectors")),
        document.get("resource"));
  }

  /** Their own documents write {@code forigen}; both spellings are read. */
  private static void requireOn(JsonNode on) {
    Documents.requireKnown(on, "join.on", Set.of("resource", "local", "forigen", "foreign"));
    require(on, "resource", List.of("feature_vectors"));
    require(on, "local", List.of("entityId"));
    String foreign = on.has("foreign") ? "foreign" : "forigen";
    require(on, foreign, List.of("id"));
    if (on.has("foreign") && on.has("forigen")) {
      require(on, "forigen", List.of("id"));
    }
  }

  private static void require(JsonNode on, String field, List<String> allowed) {
    String value = Documents.text(on, field, "join.on");
    if (!allowed.contains(value)) {
      throw Documents.wrong("join.on." + field, Documents.oneOf(allowed), on.path(field));
    }
  }

  private static String sorted(JsonNode document) {
    JsonNode sort = document.path("sort");
    if (sort.isMissingNode() || sort.isEmpty()) {
      return null;
    }
    if (!sort.isObject() || sort.size() != 1) {
      throw Documents.wrong("sort", "an object of one field", sort);
    }
    return sort.fieldNames().next();
  }

  private static boolean descending(JsonNode direction, String path) {
    return switch (direction.asText()) {
      case "ascending" -> false;
      case "descending" -> true;
      default -> throw Documents.wrong(path, "'ascending' or 'descending'", direction);
    };
  }
}
