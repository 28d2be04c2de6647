package io.nearfield.spark.embed;

import io.nearfield.connect.api.Names;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.Metric;
import java.io.Serializable;
import java.time.Duration;

/**
 * What to embed with which model.
 *
 * @param dataset whose items
 * @param featureSet where the vectors go; made at first use
 * @param subject what is embedded; null for what the set is made from, or whole items if it is new
 * @param model name of a built-in model or a model folder; null for the feature set's own, or the
 *     default text model if the set is new
 * @param metric what near means for a new set; null for the set's own, or cosine if it is new
 * @param replaceModel whether a set made by another model is embedded anew; the old vectors serve
 *     until all new ones are there
 * @param running how the work is done; nothing in it changes a vector
 */
public record EmbedOptions(
    String dataset,
    String featureSet,
    Subject subject,
    String model,
    Metric metric,
    boolean replaceModel,
    Running running)
    implements Serializable {

  public static final int DEFAULT_ITEMS_PER_COMMIT = 20_000;
  public static final int DEFAULT_ITEM_TIMEOUT_SECONDS = 300;

  /**
   * How the work is done.
   *
   * @param itemsPerCommit how many items are embedded between two commits
   * @param device on what
   * @param itemTimeout how long a run of the model may take before its text is given up
   */
  public record Running(int itemsPerCommit, DeviceChoice device, Duration itemTimeout)
      implements Serializable {

    public static final Running DEFAULTS =
        new Running(
            DEFAULT_ITEMS_PER_COMMIT,
            DeviceChoice.AUTO,
            Duration.ofSeconds(DEFAULT_ITEM_TIMEOUT_SECONDS));

    public Running {
      if (itemsPerCommit < 1) {
        throw new IllegalArgumentException(
            "Cannot commit every " + itemsPerCommit + " items: at least 1 is needed");
      }
      if (itemTimeout.isNegative() || itemTimeout.isZero()) {
        throw new IllegalArgumentException(
            "Cannot allow " + itemTimeout + " for an item: the time must be above zero");
      }
    }
  }

  public EmbedOptions {
    Names.check("dataset", dataset);
    Names.check("feature set", featureSet);
    if (metric != null) {
      metric.requireFloats();
    }
  }

  /** With the set's own model and metric, or {@value Models#DEFAULT_TEXT} and cosine if new. */
  public static EmbedOptions of(String dataset, String featureSet) {
    return new EmbedOptions(dataset, featureSet, null, null, null, false, Running.DEFAULTS);
  }

  public EmbedOptions withSubject(Subject newSubject) {
    return new EmbedOptions(dataset, featureSet, newSubject, model, metric, replaceModel, running);
  }

  public EmbedOptions withModel(String location) {
    return new EmbedOptions(dataset, featureSet, subject, location, metric, replaceModel, running);
  }

  public EmbedOptions withMetric(Metric newMetric) {
    return new EmbedOptions(dataset, featureSet, subject, model, newMetric, replaceModel, running);
  }

  public EmbedOptions withReplaceModel(boolean replace) {
    return new EmbedOptions(dataset, featureSet, subject, model, metric, replace, running);
  }

  public EmbedOptions withItemsPerCommit(int items) {
    return withRunning(new Running(items, running.device(), running.itemTimeout()));
  }

  public EmbedOptions withDevice(DeviceChoice device) {
    return withRunning(new Running(running.itemsPerCommit(), device, running.itemTimeout()));
  }

  public EmbedOptions withItemTimeout(Duration limit) {
    return withRunning(new Running(running.itemsPerCommit(), running.device(), limit));
  }

  public EmbedOptions withRunning(Running newRunning) {
    return new EmbedOptions(dataset, featureSet, subject, model, metric, replaceModel, newRunning);
  }
}
