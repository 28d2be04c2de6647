package io.nearfield.spark.embed;

import io.nearfield.connect.api.Names;
import io.nearfield.connect.image.PictureLimits;
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
  public static final int DEFAULT_COMMIT_SECONDS = 60;
  public static final int DEFAULT_ITEM_TIMEOUT_SECONDS = 300;
  public static final int DEFAULT_MAX_ATTEMPTS = 10;

  /**
   * How the work is done.
   *
   * @param itemsPerCommit how many items are embedded between two commits at most
   * @param commitEvery how long a task may work, and what it has done may wait, for a commit: a run
   *     that is killed loses no more than that of each
   * @param device on what
   * @param itemTimeout how long a run of the model may take before its text is given up
   * @param maxAttempts a content that was tried so often in vain by this model is not tried again;
   *     0 for no such bound
   * @param pictures how much a picture may ask for
   */
  public record Running(
      int itemsPerCommit,
      Duration commitEvery,
      DeviceChoice device,
      Duration itemTimeout,
      int maxAttempts,
      PictureLimits pictures)
      implements Serializable {

    public static final Running DEFAULTS =
        new Running(
            DEFAULT_ITEMS_PER_COMMIT,
            Duration.ofSeconds(DEFAULT_COMMIT_SECONDS),
            DeviceChoice.AUTO,
            Duration.ofSeconds(DEFAULT_ITEM_TIMEOUT_SECONDS),
            DEFAULT_MAX_ATTEMPTS,
            PictureLimits.defaults());

    public Running {
      if (itemsPerCommit < 1) {
        throw new IllegalArgumentException(
            "Cannot commit every " + itemsPerCommit + " items: at least 1 is needed");
      }
      if (commitEvery.isNegative() || commitEvery.isZero()) {
        throw new IllegalArgumentException(
            "Cannot commit every " + commitEvery + ": the time must be above zero");
      }
      if (itemTimeout.isNegative() || itemTimeout.isZero()) {
        throw new IllegalArgumentException(
            "Cannot allow " + itemTimeout + " for an item: the time must be above zero");
      }
      if (maxAttempts < 0) {
        throw new IllegalArgumentException(
            "Cannot try an item "
                + maxAttempts
                + " times at most: it must be 1 or more, or 0 for no bound");
      }
    }

    public Running withItemsPerCommit(int items) {
      return new Running(items, commitEvery, device, itemTimeout, maxAttempts, pictures);
    }

    public Running withCommitEvery(Duration time) {
      return new Running(itemsPerCommit, time, device, itemTimeout, maxAttempts, pictures);
    }

    public Running withDevice(DeviceChoice choice) {
      return new Running(itemsPerCommit, commitEvery, choice, itemTimeout, maxAttempts, pictures);
    }

    public Running withItemTimeout(Duration limit) {
      return new Running(itemsPerCommit, commitEvery, device, limit, maxAttempts, pictures);
    }

    public Running withMaxAttempts(int attempts) {
      return new Running(itemsPerCommit, commitEvery, device, itemTimeout, attempts, pictures);
    }

    public Running withPictures(PictureLimits limits) {
      return new Running(itemsPerCommit, commitEvery, device, itemTimeout, maxAttempts, limits);
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
    return withRunning(running.withItemsPerCommit(items));
  }

  public EmbedOptions withDevice(DeviceChoice device) {
    return withRunning(running.withDevice(device));
  }

  public EmbedOptions withItemTimeout(Duration limit) {
    return withRunning(running.withItemTimeout(limit));
  }

  public EmbedOptions withRunning(Running newRunning) {
    return new EmbedOptions(dataset, featureSet, subject, model, metric, replaceModel, newRunning);
  }
}
