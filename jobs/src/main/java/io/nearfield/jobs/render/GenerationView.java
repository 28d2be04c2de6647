package io.nearfield.jobs.render;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import java.util.Map;

/** A generation of an index as JSON. */
public final class GenerationView {

  private GenerationView() {}

  public static Map<String, Object> json(IndexRef index, Generation generation) {
    return Json.object(
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
  }
}
