package io.nearfield.spark.embed;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.spark.ingest.LivingItems;
import io.nearfield.spark.run.RunRecord;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;

/**
 * Gives each item of a dataset, or each labelled part of its pictures, its vector.
 *
 * <p>Only items whose content or model changed are embedded, and of equal contents one; a content
 * that this model has embedded before in the dataset is given that vector. Work is committed as it
 * proceeds, so that a run that was killed loses little and the next one goes on. Items that the
 * model does not take, such as pictures under a text model, are left alone; items that fail go to
 * {@code dead_letters}. Vectors of items that are gone are removed.
 *
 * <pre>{@code
 * EmbedReport report =
 *     new EmbedAction(spark, lake, Progress.SILENT).run(EmbedOptions.of("shop", "descriptions"));
 * }</pre>
 */
public final class EmbedAction {

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;
  private final Committer.Steps steps;

  public EmbedAction(SparkSession spark, Lake lake, Progress progress) {
    this(spark, lake, progress, step -> {});
  }

  /**
   * @param steps told of each step of a commit
   */
  EmbedAction(SparkSession spark, Lake lake, Progress progress, Committer.Steps steps) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
    this.steps = steps;
  }

  /**
   * Embeds, and records the run.
   *
   * @throws IncompatibleException if the feature set was made by another model or with another
   *     metric, and is not to be replaced
   * @throws NearfieldException if the dataset or model is not there, or another run writes to the
   *     set at the same time
   */
  public EmbedReport run(EmbedOptions options) {
    lake.requireDataset(options.dataset());
    return new RunRecord(
            lake,
            options.dataset(),
            "embed",
            Lake.featureTable(options.featureSet()),
            config(options))
        .of(() -> embed(options), EmbedAction::figures);
  }

  private static Map<String, String> config(EmbedOptions options) {
    Map<String, String> config = new HashMap<>();
    config.put("feature-set", options.featureSet());
    config.put("items-per-commit", Integer.toString(options.running().itemsPerCommit()));
    config.put("device", options.running().device().name());
    config.put("commit-every", options.running().commitEvery().toString());
    config.put("item-timeout", Long.toString(options.running().itemTimeout().toSeconds()));
    config.put("max-attempts", Integer.toString(options.running().maxAttempts()));
    config.put("replace-model", Boolean.toString(options.replaceModel()));
    if (options.subject() != null) {
      config.put("entities", options.subject().type().name());
      config.put("padding", Double.toString(options.subject().padding()));
    }
    if (options.model() != null) {
      config.put("model", options.model());
    }
    if (options.metric() != null) {
      config.put("metric", options.metric().name());
    }
    return config;
  }

  private static Map<String, Double> figures(EmbedReport report) {
    return Map.of(
        "in", (double) report.in(),
        "embedded", (double) report.embedded(),
        "reused", (double) report.reused(),
        "unchanged", (double) report.unchanged(),
        "skipped", (double) report.skipped(),
        "refused", (double) report.refused(),
        "given-up", (double) report.givenUp(),
        "removed", (double) report.removed(),
        "items-per-second", report.itemsPerSecond());
  }

  private EmbedReport embed(EmbedOptions options) {
    if (!lake.exists(options.dataset(), Lake.ITEMS)) {
      throw new NearfieldException(
          "Cannot embed dataset '"
              + options.dataset()
              + "': it has no items; ingest some with 'nearfield ingest'");
    }
    Target target =
        Target.of(lake, JavaSparkContext.fromSparkContext(spark.sparkContext()), options);
    if (target.fits()) {
      return embed(options, target, lake.createFeatureSet(target.wanted()), null);
    }
    if (!options.replaceModel()) {
      throw target.otherModel();
    }
    Replacement replacement = new Replacement(lake, target.wanted());
    if (!replacement.begin()) {
      return embed(options, target, target.wanted(), null);
    }
    EmbedReport report = embed(options, target, target.wanted(), replacement.branch());
    replacement.finish();
    return report;
  }

  private EmbedReport embed(EmbedOptions options, Target target, FeatureSet set, String branch) {
    Entities entities =
        Subject.of(set)
            .of(LivingItems.of(spark, lake, set.dataset()), options.running().pictures());
    Column accepted = accepted(target.model(), options.running().device());
    try (EmbedRun run =
        new EmbedRun(spark, lake, set, branch, target.model(), options.running(), steps)) {
      return run.of(entities, accepted, progress);
    }
  }

  /** Opened in this process too: a folder that does not work fails here, at once, by itself. */
  private Column accepted(ShippedModel model, DeviceChoice device) {
    ModelOptions options =
        ModelOptions.defaults().withDevice(device.ofDriver(spark.sparkContext().isLocal()));
    return Accepted.by(model.openHere(options));
  }
}
