package io.nearfield.connect.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * Feature sets and generations as JSON in table properties. Fields are named in snake case; fields
 * that a reader does not know are passed over.
 */
final class Descriptions {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Descriptions() {}

  /** A generation with the filter columns of its entries. */
  record Described(Generation generation, List<String> filterColumns) {}

  static String write(FeatureSet set) {
    ObjectNode json = JSON.createObjectNode();
    json.put("dataset", set.dataset());
    json.put("name", set.name());
    json.put("metric", set.metric().name());
    json.set("model", model(set.model()));
    json.put("model_location", set.modelLocation());
    json.put("entity_type", set.entityType().name());
    json.put("set_type", set.setType());
    ObjectNode metadata = json.putObject("metadata");
    new TreeMap<>(set.metadata()).forEach(metadata::put);
    return json.toString();
  }

  static FeatureSet featureSet(String text, String where) {
    JsonNode json = parse(text, where);
    return new FeatureSet(
        required(json, "dataset", where).asText(),
        required(json, "name", where).asText(),
        Metric.valueOf(required(json, "metric", where).asText()),
        model(required(json, "model", where), where),
        json.hasNonNull("model_location") ? json.get("model_location").asText() : null,
        EntityType.valueOf(json.path("entity_type").asText(EntityType.ITEM.name())),
        json.path("set_type").asText(""),
        texts(json.path("metadata")));
  }

  static String write(Generation generation, List<String> filterColumns) {
    ObjectNode json = JSON.createObjectNode();
    json.put("number", generation.number());
    json.put("state", generation.state().name());
    json.put("spec", generation.spec().toString());
    json.put("metric", generation.metric().name());
    json.put("feature_set", generation.featureSet());
    json.set("model", model(generation.model()));
    json.put("feature_snapshot", generation.featureSnapshot());
    json.put("entries", generation.entries());
    json.put("partitions", generation.partitions());
    json.put("nprobe", generation.nprobe());
    json.put("rerank_factor", generation.rerankFactor());
    json.put("recall_target", generation.recallTarget());
    number(json, "recall", generation.recall());
    number(json, "recall_low", generation.recallLow());
    number(json, "recall_high", generation.recallHigh());
    json.put("graded_queries", generation.gradedQueries());
    json.put("created_at", generation.createdAt().toString());
    FigureJson.write(json, generation.figures());
    filterColumns.forEach(json.putArray("filter_columns")::add);
    return json.toString();
  }

  static Described generation(String text, String where) {
    JsonNode json = parse(text, where);
    Generation generation =
        new Generation(
            required(json, "number", where).asLong(),
            Generation.State.valueOf(required(json, "state", where).asText()),
            IndexSpec.parse(required(json, "spec", where).asText()),
            Metric.valueOf(required(json, "metric", where).asText()),
            required(json, "feature_set", where).asText(),
            model(required(json, "model", where), where),
            required(json, "feature_snapshot", where).asLong(),
            required(json, "entries", where).asLong(),
            required(json, "partitions", where).asInt(),
            required(json, "nprobe", where).asInt(),
            required(json, "rerank_factor", where).asInt(),
            required(json, "recall_target", where).asDouble(),
            number(json, "recall"),
            number(json, "recall_low"),
            number(json, "recall_high"),
            required(json, "graded_queries", where).asInt(),
            Instant.parse(required(json, "created_at", where).asText()),
            FigureJson.read(json));
    return new Described(
        generation,
        StreamSupport.stream(json.path("filter_columns").spliterator(), false)
            .map(JsonNode::asText)
            .toList());
  }

  static String write(List<String> names) {
    return JSON.valueToTree(names).toString();
  }

  static List<String> names(String text, String where) {
    return StreamSupport.stream(parse(text, where).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private static Map<String, String> texts(JsonNode json) {
    Map<String, String> texts = new HashMap<>();
    json.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private static ObjectNode model(ModelIdentity model) {
    ObjectNode json = JSON.createObjectNode();
    json.put("name", model.name());
    json.put("hash", model.hash());
    json.put("dimension", model.dimension());
    return json;
  }

  private static ModelIdentity model(JsonNode json, String where) {
    return new ModelIdentity(
        required(json, "name", where).asText(),
        required(json, "hash", where).asText(),
        required(json, "dimension", where).asInt());
  }

  /** JSON has no NaN: what is not known yet is null. */
  static void number(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }

  static double number(JsonNode json, String name) {
    return json.hasNonNull(name) ? json.get(name).asDouble() : Double.NaN;
  }

  private static JsonNode required(JsonNode json, String name, String where) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      throw new NearfieldException("Cannot read " + where + ": field '" + name + "' is missing");
    }
    return value;
  }

  private static JsonNode parse(String text, String where) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new NearfieldException(
          "Cannot read " + where + ": not JSON (" + e.getOriginalMessage() + ")", e);
    }
  }
}
