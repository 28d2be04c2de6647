package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.Metric;
import io.nearfield.spark.ingest.LivingItems;
import io.nearfield.spark.run.Refusals;
import io.nearfield.spark.run.RunRecord;
import io.nearfield.spark.run.Watched;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Gives each item of a dataset its vector.
 *
 * <p>Only items whose content or model changed are embedded. Every so many items are committed, so
 * that a run that was killed loses little and the next one goes on. Items that the model does not
 * take, such as pictures under a text model, are left alone; items that fail go to {@code
 * dead_letters}. Vectors of items that are gone are removed.
 *
 * <pre>{@code
 * EmbedReport report =
 *     new EmbedAction(spark, lake, Progress.SILENT).run(EmbedOptions.of("shop", "descriptions"));
 * }</pre>
 */
public final class EmbedAction {

  /** Small enough that progress is seen, large enough that starting a task costs nothing. */
  private static final int ITEMS_PER_TASK = 256;

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public EmbedAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
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
    Map<String, String> config = new HashMap<>();
    config.put("feature-set", options.featureSet());
    config.put("items-per-commit", Integer.toString(options.itemsPerCommit()));
    config.put("replace-model", Boolean.toString(options.replaceModel()));
    if (options.model() != null) {
      config.put("model", options.model());
    }
    if (options.metric() != null) {
      config.put("metric", options.metric().name());
    }
    lake.requireDataset(options.dataset());
    return new RunRecord(
            lake, options.dataset(), "embed", Lake.featureTable(options.featureSet()), config)
        .of(() -> embed(options), EmbedAction::figures);
  }

  private static Map<String, Double> figures(EmbedReport report) {
    return Map.of(
        "in", (double) report.in(),
        "embedded", (double) report.embedded(),
        "unchanged", (double) report.unchanged(),
        "skipped", (double) report.skipped(),
        "refused", (double) report.refused(),
        "items-per-second", report.itemsPerSecond());
  }

  private EmbedReport embed(EmbedOptions options) {
    if (!lake.exists(options.dataset(), "items")) {
      throw new NearfieldException(
          "Cannot embed dataset '"
              + options.dataset()
              + "': it has no items; ingest some with 'nearfield ingest'");
    }
    Optional<FeatureSet> there = lake.featureSet(options.dataset(), options.featureSet());
    ShippedModel model =
        ShippedModel.of(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), location(options, there));
    Metric metric = metric(options, there);
    FeatureSet wanted =
        there
            .map(set -> set.withModel(model.identity(), model.location()).withMetric(metric))
            .orElseGet(
                () ->
                    new FeatureSet(
                        options.dataset(),
                        options.featureSet(),
                        metric,
                        model.identity(),
                        model.location()));
    boolean same =
        there.isEmpty()
            || (there.get().model().hash().equals(wanted.model().hash())
                && there.get().metric() == wanted.metric());
    if (same) {
      FeatureSet set = lake.createFeatureSet(wanted);
      return embed(options, set, model, null);
    }
    if (!options.replaceModel()) {
      throw otherModel(there.get(), wanted);
    }
    Replacement replacement = new Replacement(lake, wanted);
    if (!replacement.begin()) {
      return embed(options, wanted, model, null);
    }
    EmbedReport report = embed(options, wanted, model, replacement.branch());
    replacement.finish();
    return report;
  }

  private static String location(EmbedOptions options, Optional<FeatureSet> there) {
    String location = options.model();
    if (location == null && there.isPresent()) {
      location = there.get().modelLocation();
      if (location == null) {
        throw new NearfieldException(
            "Cannot embed into feature set '"
                + options.featureSet()
                + "': its vectors were imported, so no model is known; give another --feature-set");
      }
    }
    if (location == null) {
      return Models.DEFAULT_TEXT;
    }
    return ShippedModel.isBuiltIn(location) || location.contains(":")
        ? location
        : Path.of(location).toAbsolutePath().normalize().toString();
  }

  private static Metric metric(EmbedOptions options, Optional<FeatureSet> there) {
    if (options.metric() != null) {
      return options.metric();
    }
    return there.map(FeatureSet::metric).orElse(Metric.COSINE);
  }

  private static IncompatibleException otherModel(FeatureSet there, FeatureSet wanted) {
    return new IncompatibleException(
        "Cannot embed into feature set '"
            + there.name()
            + "' of dataset '"
            + there.dataset()
            + "' with "
            + wanted.model().shortForm()
            + " and "
            + wanted.metric()
            + ": it was made by "
            + there.model().shortForm()
            + " with "
            + there.metric()
            + "; choose another --feature-set, or embed everything anew with --replace-model");
  }

  private EmbedReport embed(
      EmbedOptions options, FeatureSet set, ShippedModel model, String branch) {
    FeatureRows features = new FeatureRows(spark, lake, set.dataset(), set.name(), branch);
    Dataset<Row> items =
        LivingItems.of(spark, lake, set.dataset())
            .select("entity_id", "uri", "media_type", "text", "content_hash");
    Column accepted = accepted(model);
    try (Work work = Work.of(items, features.known(), accepted, set.model().hash())) {
      Embedded done =
          work.pending() == 0 ? Embedded.NONE : chunks(options, set, model, work, features);
      removeOrphans(items.filter(accepted), features);
      return new EmbedReport(
          work.in(),
          done.embedded,
          work.unchanged(),
          work.skipped(),
          done.refused,
          set,
          done.seconds > 0 ? (done.embedded + done.refused) / done.seconds : 0);
    }
  }

  /** Opened in this process too: a folder that does not work fails here, at once, by itself. */
  private static Column accepted(ShippedModel model) {
    EmbeddingModel here = Models.shared(model.location(), ModelOptions.defaults());
    Column words = lit(here.accepts(Content.Text.class)).and(col("text").isNotNull());
    Column pictures =
        lit(here.accepts(Content.Image.class))
            .and(col("text").isNull())
            .and(col("media_type").startsWith("image/"));
    return coalesce(words.or(pictures), lit(false));
  }

  private record Embedded(long embedded, long refused, double seconds) {
    static final Embedded NONE = new Embedded(0, 0, 0);
  }

  private Embedded chunks(
      EmbedOptions options, FeatureSet set, ShippedModel model, Work work, FeatureRows features) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int cores = context.defaultParallelism();
    // Many cores need larger chunks, or most would wait for the last task of each.
    long perCommit = Math.max(options.itemsPerCommit(), (long) ITEMS_PER_TASK * cores);
    if (options.itemsPerCommit() < EmbedOptions.DEFAULT_ITEMS_PER_COMMIT) {
      perCommit = options.itemsPerCommit();
    }
    int chunks = (int) Math.max(1, (work.pending() + perCommit - 1) / perCommit);
    int tasks = tasks(work.pending() / chunks, cores);
    LongAccumulator counter = spark.sparkContext().longAccumulator("items embedded");
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    EmbedRows stage = new EmbedRows(model, new ItemContents(), set.metric(), hadoop, counter);
    long started = System.nanoTime();
    long embedded = 0;
    long refused = 0;
    try (Watched watched = new Watched(progress, "embedding items", work.pending(), counter)) {
      for (int i = 0; i < chunks; i++) {
        Dataset<Row> chunk = work.chunk(i, chunks);
        Dataset<Row> results =
            spark
                .createDataFrame(
                    chunk.repartition(tasks).javaRDD().mapPartitions(stage), EmbedRows.SCHEMA)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
          long all = results.count();
          long failed = results.filter(col("reason").isNotNull()).count();
          commit(chunk, results, failed, all, set, features);
          embedded += all - failed;
          refused += failed;
        } finally {
          results.unpersist();
        }
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      watched.summary(
          embedded + " items embedded" + (refused == 0 ? "" : ", " + refused + " refused"));
      return new Embedded(embedded, refused, seconds);
    } finally {
      hadoop.destroy();
    }
  }

  /** Every core has work if there is enough; a task is short enough to be seen in the progress. */
  static int tasks(long items, int cores) {
    long bySize = (items + ITEMS_PER_TASK - 1) / ITEMS_PER_TASK;
    return (int) Math.max(1, Math.max(Math.min(items, cores), bySize));
  }

  private void commit(
      Dataset<Row> chunk,
      Dataset<Row> results,
      long failed,
      long all,
      FeatureSet set,
      FeatureRows features) {
    if (failed > 0) {
      new Refusals(spark, lake, set.dataset(), "embed")
          .append(results.filter(col("reason").isNotNull()));
    }
    if (!chunk.filter(col("has_old")).isEmpty()) {
      features.merge(results, set.model().hash());
    } else if (failed < all) {
      features.append(results.filter(col("reason").isNull()), set.model().hash());
    }
  }

  private static void removeOrphans(Dataset<Row> accepted, FeatureRows features) {
    Dataset<Row> gone =
        features
            .known()
            .select("entity_id")
            .join(
                accepted.select(col("entity_id").as("item_id")),
                col("entity_id").equalTo(col("item_id")),
                "left_anti");
    if (!gone.isEmpty()) {
      features.delete(gone);
    }
  }
}
