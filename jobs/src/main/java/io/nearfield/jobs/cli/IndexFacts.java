package io.nearfield.jobs.cli;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import io.nearfield.jobs.render.Json;
import java.util.List;
import java.util.Map;

/**
 * What is known of an index without opening it.
 *
 * @param active null if no generation serves
 * @param latest the active generation, else the newest; null if there is none
 * @param featureSet of the latest; null if its record is gone
 */
record IndexFacts(
    IndexRef ref, Generation active, Generation latest, FeatureSet featureSet, Prompts prompts) {

  static IndexFacts of(Lake lake, IndexRef ref) {
    IndexTable index = lake.index(ref);
    Generation active = index.active().orElse(null);
    List<Generation> all = index.generations();
    Generation latest = active != null ? active : all.isEmpty() ? null : all.get(all.size() - 1);
    FeatureSet set =
        latest == null ? null : lake.featureSet(ref.dataset(), latest.featureSet()).orElse(null);
    return new IndexFacts(ref, active, latest, set, Prompts.of(set));
  }

  String featureSetName() {
    return latest == null ? "" : latest.featureSet();
  }

  Metric metric() {
    return latest == null ? null : latest.metric();
  }

  Map<String, Object> json() {
    return Json.object(
        "dataset", ref.dataset(),
        "index", ref.name(),
        "featureSet", latest == null ? null : latest.featureSet(),
        "entityType", featureSet == null ? null : featureSet.entityType(),
        "setType", featureSet == null ? null : featureSet.setType(),
        "metric", metric(),
        "dimension", latest == null ? null : latest.model().dimension(),
        "spec", latest == null ? null : latest.spec(),
        "activeGeneration", active == null ? null : active.number(),
        "entries", active == null ? null : active.entries(),
        "recall", active == null ? null : active.recall(),
        "recallTarget", active == null ? null : active.recallTarget(),
        "prompts", Json.object("text", prompts.text(), "image", prompts.image()));
  }
}
