package io.nearfield.connect.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Lake;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers lookups in semantic indexes. */
final class SemanticAnswers {

  private final Queries queries;

  SemanticAnswers(Queries queries) {
    this.queries = queries;
  }

  QueryAnswer answer(String given, SemanticQuery query) {
    Lake lake = queries.lake();
    String dataset =
        queries.dataset(
            given,
            "semantic index '" + query.index() + "'",
            each -> lake.semanticIndexes(each).find(query.index()));
    SemanticIndex semantic =
        SemanticIndex.ofJson(lake.semanticIndexes(dataset).require(query.index()));
    FeatureSet set = lake.requireFeatureSet(dataset, semantic.featureSet());
    float[] vector = encode(semantic, set, query.like());
    Measure measure = Measures.of(semantic.measure());
    ItemScan scan = new ItemScan(lake, dataset);
    Set<String> items = items(scan, query.find());
    Optional<IndexRef> index =
        Measures.metric(measure).flatMap(metric -> queries.index(set, metric));
    boolean byIndex = index.isPresent() && (items == null || set.entityType() == EntityType.ITEM);
    Neighbours found =
        byIndex
            ? queries.search(index.get(), lookup(vector, query, items))
            : byScan(new FeatureScan(lake, set, measure), set, scan, query, vector, items);
    return new QueryAnswer(
        shown(scan, set, measure, found),
        0,
        query.n(),
        found.total(),
        byIndex
            ? "index " + index.get()
            : "all vectors of feature set " + dataset + "." + set.name());
  }

  private float[] encode(SemanticIndex semantic, FeatureSet set, JsonNode like) {
    for (SemanticIndex.KeyedModel keyed : semantic.models()) {
      if (keyed.keys().stream().allMatch(like::hasNonNull)) {
        float[] vector = encode(queries.model(keyed.model()), keyed, like);
        if (vector.length != set.dimension()) {
          throw new IncompatibleException(
              "Cannot search feature set '%s' with model '%s': its vectors have dimension %d, the set's %d; give a model of the same space (nearfield semantic create)"
                  .formatted(set.name(), keyed.model(), vector.length, set.dimension()));
        }
        return vector;
      }
    }
    throw Documents.error(
        "like",
        "semantic index '"
            + semantic.name()
            + "' encodes "
            + String.join(", ", semantic.keys())
            + ", got "
            + keys(like));
  }

  private static String keys(JsonNode like) {
    List<String> keys = new ArrayList<>();
    like.fieldNames().forEachRemaining(keys::add);
    return String.join(", ", keys);
  }

  /** Texts as texts; {@code {"$binary": "<base64>"}}, or base64 where only pictures are taken. */
  private static float[] encode(
      EmbeddingModel model, SemanticIndex.KeyedModel keyed, JsonNode like) {
    String path = "like." + keyed.keys().get(0);
    JsonNode first = like.get(keyed.keys().get(0));
    boolean texts = model.accepts(Content.Text.class);
    if (first.path("$binary").isTextual() || (!texts && first.isTextual())) {
      JsonNode binary = first.isTextual() ? first : first.get("$binary");
      try {
        return model.embed(new Content.Image(Base64.getDecoder().decode(binary.textValue())));
      } catch (IllegalArgumentException e) {
        throw Documents.wrong(path, "a picture in base64", binary);
      }
    }
    if (!texts) {
      throw Documents.wrong(path, "{\"$binary\": \"<base64 of a picture>\"}", first);
    }
    for (String key : keyed.keys()) {
      if (!like.get(key).isValueNode() || like.get(key).asText().isBlank()) {
        throw Documents.wrong("like." + key, "a text", like.get(key));
      }
    }
    return model.embed(
        new Content.Text(
            keyed.keys().stream()
                .map(key -> like.get(key).asText())
                .collect(Collectors.joining("\n"))));
  }

  private static Set<String> items(ItemScan scan, String find) {
    if (find == null) {
      return null;
    }
    Map<String, AttributeType> types = new LinkedHashMap<>(scan.fields().types());
    types.put("_id", AttributeType.STRING);
    Filter filter = Filter.parse(find, types);
    Set<String> needed =
        filter.columns().stream()
            .map(name -> name.equals("_id") ? ItemFields.ID : name)
            .collect(Collectors.toSet());
    return scan.ids(
        needed,
        values -> {
          if (values.get(ItemFields.ID) != null) {
            values.put("_id", values.get(ItemFields.ID));
          }
          return filter.test(values);
        });
  }

  private static Lookup lookup(float[] vector, SemanticQuery query, Set<String> items) {
    Lookup lookup = Lookup.of(new Lookup.ByVector(vector), query.n()).returning(List.of());
    return items == null ? lookup : lookup.within(items);
  }

  private static Neighbours byScan(
      FeatureScan vectors,
      FeatureSet set,
      ItemScan scan,
      SemanticQuery query,
      float[] vector,
      Set<String> items) {
    Set<String> removed = items == null ? scan.removed() : Set.of();
    return vectors.nearest(
        vector,
        new Lookup.Extent(query.n(), 0, null),
        Lookup.Order.NEAREST,
        entity -> {
          String item = set.itemOf(entity);
          return items == null ? !removed.contains(item) : items.contains(item);
        });
  }

  private static List<Map<String, Object>> shown(
      ItemScan scan, FeatureSet set, Measure measure, Neighbours found) {
    Map<String, Map<String, Object>> items =
        scan.read(found.neighbours().stream().map(n -> set.itemOf(n.entityId())).toList());
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Neighbour neighbour : found.neighbours()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("_id", neighbour.entityId());
      Map<String, Object> values = items.getOrDefault(set.itemOf(neighbour.entityId()), Map.of());
      values.keySet().stream()
          .filter(name -> !name.equals(ItemFields.ID))
          .sorted()
          .forEach(name -> document.put(name, values.get(name)));
      document.put("score", measure.score(neighbour.distance()));
      shown.add(document);
    }
    return shown;
  }
}
