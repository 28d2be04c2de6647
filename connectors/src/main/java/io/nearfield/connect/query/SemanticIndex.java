package io.nearfield.connect.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A feature set that can be searched by documents: several models, each for a key of the document,
 * and a measure. The first model whose keys a document has encodes it.
 *
 * @param name unique in its dataset
 * @param featureSet whose vectors are searched
 * @param models in the order in which they are tried, at least one
 * @param measure {@code css}, {@code dot}, {@code euclidean}, {@code l1}, or the name of a class
 *     that is a {@link Measure}
 */
public record SemanticIndex(
    String name, String featureSet, List<KeyedModel> models, String measure) {

  /**
   * A model and what it encodes.
   *
   * @param keys the fields of a document; several are joined by line breaks
   * @param model a built-in model's name or a model folder
   */
  public record KeyedModel(List<String> keys, String model) {
    public KeyedModel {
      keys = List.copyOf(keys);
      if (keys.isEmpty() || model == null || model.isBlank()) {
        throw new IllegalArgumentException(
            "Cannot use a model without a key: give both, such as --model text=minilm");
      }
    }
  }

  public SemanticIndex {
    Names.check("semantic index", name);
    Names.check("feature set", featureSet);
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot make semantic index '" + name + "' without a model (--model KEY=MODEL)");
    }
    Measures.of(measure);
  }

  /** All keys, in the order in which they are tried. */
  public List<String> keys() {
    return models.stream().flatMap(model -> model.keys().stream()).distinct().toList();
  }

  /** As it is kept. */
  public String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name);
    json.put("feature_set", featureSet);
    json.put("measure", measure);
    ArrayNode all = json.putArray("models");
    for (KeyedModel model : models) {
      ObjectNode one = all.addObject().put("model", model.model());
      model.keys().forEach(one.putArray("keys")::add);
    }
    return json.toString();
  }

  /** Reads what {@link #toJson} wrote. */
  public static SemanticIndex ofJson(String text) {
    JsonNode json = Documents.parse(text);
    Documents.requireKnown(json, "", Set.of("name", "feature_set", "measure", "models"));
    List<KeyedModel> models = new ArrayList<>();
    for (JsonNode one : json.path("models")) {
      List<String> keys = new ArrayList<>();
      one.path("keys").forEach(key -> keys.add(key.asText()));
      models.add(new KeyedModel(keys, one.path("model").asText()));
    }
    return new SemanticIndex(
        json.path("name").asText(),
        json.path("feature_set").asText(),
        models,
        json.path("measure").asText());
  }
}
