package io.nearfield.connect.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.GenerationFigures.Coverage;
import io.nearfield.connect.api.GenerationFigures.Lists;
import io.nearfield.connect.api.GenerationFigures.Training;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A generation's figures as a part of its JSON; a part that is not known is absent. */
final class FigureJson {

  private static final String TRAINING = "training";
  private static final String LISTS = "lists";
  private static final String COVERAGE = "coverage";

  private FigureJson() {}

  static void write(ObjectNode generation, GenerationFigures figures) {
    if (figures.training() != null) {
      write(generation.putObject(TRAINING), figures.training());
    }
    if (figures.lists() != null) {
      write(generation.putObject(LISTS), figures.lists());
    }
    if (figures.coverage() != null) {
      write(generation.putObject(COVERAGE), figures.coverage());
    }
  }

  static GenerationFigures read(JsonNode generation) {
    return new GenerationFigures(
        generation.hasNonNull(TRAINING) ? training(generation.get(TRAINING)) : null,
        generation.hasNonNull(LISTS) ? lists(generation.get(LISTS)) : null,
        generation.hasNonNull(COVERAGE) ? coverage(generation.get(COVERAGE)) : null);
  }

  private static void write(ObjectNode json, Training training) {
    json.put("trainer", training.trainer());
    json.put("sample", training.sample());
    json.put("seed", training.seed());
    Descriptions.number(json, "cell_distance", training.cellDistance());
    Descriptions.number(json, "distortion", training.distortion());
    Descriptions.number(json, "imbalance", training.imbalance());
  }

  private static Training training(JsonNode json) {
    return new Training(
        json.path("trainer").asText(),
        json.path("sample").asLong(),
        json.path("seed").asLong(),
        Descriptions.number(json, "cell_distance"),
        Descriptions.number(json, "distortion"),
        Descriptions.number(json, "imbalance"));
  }

  private static void write(ObjectNode json, Lists lists) {
    json.put("longest", lists.longest());
    json.put("empty", lists.empty());
    Descriptions.number(json, "imbalance", lists.imbalance());
    Descriptions.number(json, "partition_imbalance", lists.partitionImbalance());
    lists.histogram().forEach(json.putArray("histogram")::add);
  }

  private static Lists lists(JsonNode json) {
    List<Long> histogram = new ArrayList<>();
    json.path("histogram").forEach(bucket -> histogram.add(bucket.asLong()));
    return new Lists(
        json.path("longest").asLong(),
        json.path("empty").asLong(),
        Descriptions.number(json, "imbalance"),
        Descriptions.number(json, "partition_imbalance"),
        histogram);
  }

  private static void write(ObjectNode json, Coverage coverage) {
    json.put("feature_snapshot", coverage.featureSnapshot());
    json.put("items_snapshot", coverage.itemsSnapshot());
    json.put("refreshes", coverage.refreshes());
    json.put("appended", coverage.appended());
    json.put("changed", coverage.changed());
    json.put("removed", coverage.removed());
    if (coverage.refreshedAt() != null) {
      json.put("refreshed_at", coverage.refreshedAt().toString());
    }
    Descriptions.number(json, "spread", coverage.spread());
    Descriptions.number(json, "drift", coverage.drift());
  }

  private static Coverage coverage(JsonNode json) {
    return new Coverage(
        json.path("feature_snapshot").asLong(),
        json.path("items_snapshot").asLong(-1),
        json.path("refreshes").asInt(),
        json.path("appended").asLong(),
        json.path("changed").asLong(),
        json.path("removed").asLong(),
        json.hasNonNull("refreshed_at") ? Instant.parse(json.get("refreshed_at").asText()) : null,
        Descriptions.number(json, "spread"),
        Descriptions.number(json, "drift"));
  }
}
