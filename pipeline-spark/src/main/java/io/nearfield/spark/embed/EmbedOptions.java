package io.nearfield.spark.embed;

import io.nearfield.connect.api.Names;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.Metric;
import java.io.Serializable;

/**
 * What to embed with which model.
 *
 * @param dataset whose items
 * @param featureSet where the vectors go; made at first use
 * @param model name of a built-in model or a model folder; null for the feature set's own, or the
 *     default text model if the set is new
 * @param metric what near means for a new set; null for the set's own, or cosine if it is new
 * @param replaceModel whether a set made by another model is embedded anew; the old vectors serve
 *     until all new ones are there
 * @param itemsPerCommit how many items are embedded between two commits: what a killed run loses
 */
public record EmbedOptions(
    String dataset,
    String featureSet,
    String model,
    Metric metric,
    boolean replaceModel,
    int itemsPerCommit)
    implements Serializable {

  public static final int DEFAULT_ITEMS_PER_COMMIT = 20_000;

  public EmbedOptions {
    Names.check("dataset", dataset);
    Names.check("feature set", featureSet);
    if (metric != null) {
      metric.requireFloats();
    }
    if (itemsPerCommit < 1) {
      throw new IllegalArgumentException(
          "Cannot commit every " + itemsPerCommit + " items: at least 1 is needed");
    }
  }

  /** With the set's own model and metric, or {@value Models#DEFAULT_TEXT} and cosine if new. */
  public static EmbedOptions of(String dataset, String featureSet) {
    return new EmbedOptions(dataset, featureSet, null, null, false, DEFAULT_ITEMS_PER_COMMIT);
  }

  public EmbedOptions withModel(String location) {
    return new EmbedOptions(dataset, featureSet, location, metric, replaceModel, itemsPerCommit);
  }

  public EmbedOptions withMetric(Metric newMetric) {
    return new EmbedOptions(dataset, featureSet, model, newMetric, replaceModel, itemsPerCommit);
  }

  public EmbedOptions withReplaceModel(boolean replace) {
    return new EmbedOptions(dataset, featureSet, model, metric, replace, itemsPerCommit);
  }

  public EmbedOptions withItemsPerCommit(int items) {
    return new EmbedOptions(dataset, featureSet, model, metric, replaceModel, items);
  }
}
