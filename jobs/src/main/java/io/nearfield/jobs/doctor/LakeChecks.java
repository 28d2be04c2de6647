package io.nearfield.jobs.doctor;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.Models;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What concerns the catalog and what it knows. */
final class LakeChecks {

  private final Lake lake;

  LakeChecks(Lake lake) {
    this.lake = lake;
  }

  Finding catalog() {
    List<String> datasets = lake.datasets();
    return Finding.ok(
        "catalog",
        "opened at "
            + lake.options().warehouse()
            + ", "
            + (datasets.isEmpty()
                ? "no datasets yet"
                : datasets.size() + " datasets: " + String.join(", ", datasets)));
  }

  /** The models that feature sets were embedded with: whether each opens and is still the same. */
  List<Finding> models() {
    Map<String, FeatureSet> byLocation = new LinkedHashMap<>();
    for (String dataset : lake.datasets()) {
      lake.featureSets(dataset).stream()
          .filter(set -> set.modelLocation() != null)
          .filter(set -> !set.modelLocation().equals(Models.DEFAULT_TEXT))
          .forEach(set -> byLocation.putIfAbsent(set.modelLocation(), set));
    }
    List<Finding> findings = new ArrayList<>();
    byLocation.forEach((location, set) -> findings.add(model(location, set)));
    return findings;
  }

  private static Finding model(String location, FeatureSet set) {
    String of = " (feature set " + set.dataset() + "." + set.name() + ")";
    try {
      Models.identity(location).requireSame(set.model(), "feature set '" + set.name() + "'");
      return Finding.ok("model", location + " is there and unchanged" + of);
    } catch (NearfieldException e) {
      return Finding.failed(
          "model",
          location + of + ": " + e.getMessage(),
          "put the model back where it was, or move the set to another one with 'nearfield migrate'");
    }
  }

  /** Whether every index has a generation that serves, at its recall target. */
  Finding indexes() {
    int serving = 0;
    TreeSet<String> silent = new TreeSet<>();
    for (String dataset : lake.datasets()) {
      for (IndexRef ref : lake.indexes(dataset)) {
        Generation active = lake.index(ref).active().orElse(null);
        if (active == null) {
          silent.add(ref.toString());
        } else {
          serving++;
        }
      }
    }
    if (!silent.isEmpty()) {
      return Finding.warning(
          "indexes",
          serving + " serve, no generation is active of " + String.join(", ", silent),
          "build them with 'nearfield build', or see 'nearfield generations list' for why not");
    }
    return serving == 0
        ? Finding.skipped("indexes", "none has been built yet")
        : Finding.ok("indexes", serving + " serve");
  }
}
