package io.nearfield.jobs.render;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.IndexRef;
import java.util.Map;

/** A generation of an index as JSON. */
public final class GenerationView {

  private GenerationView() {}

  public static Map<String, Object> json(IndexRef index, Generation generation) {
    Map<String, Object> json =
        Json.object(
            "dataset", index.dataset(),
            "index", index.name(),
            "generation", generation.number(),
            "state", generation.state(),
            "spec", generation.spec(),
            "metric", generation.metric(),
            "featureSet", generation.featureSet(),
            "model", generation.model().shortForm(),
            "entries", generation.entries(),
            "partitions", generation.partitions(),
            "nprobe", generation.nprobe(),
            "rerankFactor", generation.rerankFactor(),
            "recallTarget", generation.recallTarget(),
            "recall", generation.recall(),
            "recallLow", generation.recallLow(),
            "recallHigh", generation.recallHigh(),
            "gradedQueries", generation.gradedQueries(),
            "createdAt", generation.createdAt());
    add(json, generation.figures());
    return json;
  }

  private static void add(Map<String, Object> json, GenerationFigures figures) {
    if (figures.training() != null) {
      json.put(
          "training",
          Json.object(
              "trainer", figures.training().trainer(),
              "sample", figures.training().sample(),
              "seed", figures.training().seed(),
              "cellDistance", figures.training().cellDistance(),
              "distortion", figures.training().distortion(),
              "imbalance", figures.training().imbalance()));
    }
    if (figures.lists() != null) {
      json.put(
          "lists",
          Json.object(
              "longest", figures.lists().longest(),
              "empty", figures.lists().empty(),
              "imbalance", figures.lists().imbalance(),
              "partitionImbalance", figures.lists().partitionImbalance(),
              "bucketWidth", figures.lists().bucketWidth(),
              "histogram", figures.lists().histogram()));
    }
    if (figures.coverage() != null) {
      json.put(
          "coverage",
          Json.object(
              "featureSnapshot", figures.coverage().featureSnapshot(),
              "itemsSnapshot", figures.coverage().itemsSnapshot(),
              "refreshes", figures.coverage().refreshes(),
              "appended", figures.coverage().appended(),
              "changed", figures.coverage().changed(),
              "removed", figures.coverage().removed(),
              "refreshedAt", figures.coverage().refreshedAt(),
              "spread", figures.coverage().spread(),
              "drift", figures.coverage().drift()));
    }
  }
}
