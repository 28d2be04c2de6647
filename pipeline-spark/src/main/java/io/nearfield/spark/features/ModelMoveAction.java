package io.nearfield.spark.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.FeatureTable;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.IndexSpec;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.BuildReport;
import io.nearfield.spark.embed.EmbedAction;
import io.nearfield.spark.embed.EmbedOptions;
import io.nearfield.spark.embed.EmbedReport;
import io.nearfield.spark.run.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Moves a feature set to another model while the old one serves.
 *
 * <p>The new vectors are a set of their own, so the old ones stay whole. An index changes over with
 * the activation of a generation that was built from the new set: one commit, which names the set,
 * the model, the codebooks and the entries together, so no lookup ever sees half of a move. Rolling
 * back is the same commit the other way.
 */
public final class ModelMoveAction {

  private static final int K = 10;

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public ModelMoveAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /** An index after a flip. */
  public record Flipped(IndexRef index, Generation generation) {}

  /** Embeds a few items here and counts the others. */
  public MoveEstimate estimate(ModelMove move) {
    return MoveEstimate.of(spark, lake, move);
  }

  /**
   * Embeds all items by the new model. A run that was killed is taken up where it stopped; run
   * again it embeds what is new since.
   */
  public EmbedReport backfill(ModelMove move) {
    FeatureSet target = lake.createFeatureSet(move.wanted());
    return new EmbedAction(spark, lake, progress)
        .run(
            EmbedOptions.of(target.dataset(), target.name())
                .withModel(move.location())
                .withMetric(target.metric()));
  }

  /**
   * Compares the exact neighbours by both models.
   *
   * @param sample how many entities to ask for
   * @param judged questions with known answers; may be empty
   */
  public MoveComparison compare(ModelMove move, int sample, List<Judgements> judged) {
    FeatureSet target = move.target(lake);
    return new RunRecord(
            lake,
            target.dataset(),
            "compare",
            Lake.featureTable(target.name()),
            Map.of("from", move.from().name(), "sample", Integer.toString(sample)))
        .of(
            () -> compared(move.from(), target, sample, judged),
            comparison -> Map.of("overlap-at-10", comparison.overlap()));
  }

  private MoveComparison compared(
      FeatureSet from, FeatureSet target, int sample, List<Judgements> judged) {
    List<String> ids = new ArrayList<>();
    List<float[]> old = new ArrayList<>();
    List<float[]> now = new ArrayList<>();
    for (Row row :
        vectors(from, "old")
            .join(vectors(target, "new"), "entity_id")
            .orderBy(xxhash64(col("entity_id")), col("entity_id"))
            .limit(sample)
            .collectAsList()) {
      ids.add(row.getString(0));
      old.add(VectorRows.floats(row.getList(1)));
      now.add(VectorRows.floats(row.getList(2)));
    }
    if (ids.isEmpty()) {
      throw new NearfieldException(
          "Cannot compare feature sets '%s' and '%s': no entity has a vector in both; run 'nearfield migrate backfill'"
              .formatted(from.name(), target.name()));
    }
    long missing = lacking(from, target);
    judged.forEach(one -> old.add(embedded(from, one.text())));
    judged.forEach(one -> now.add(embedded(target, one.text())));
    List<List<String>> byOld = new ExactNeighbours(spark, lake, from).of(old, K + 1);
    List<List<String>> byNew = new ExactNeighbours(spark, lake, target).of(now, K + 1);
    List<Double> overlaps = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      overlaps.add(overlap(without(byOld.get(i), ids.get(i)), without(byNew.get(i), ids.get(i))));
    }
    double[] ndcg = new double[2];
    for (int i = 0; i < judged.size(); i++) {
      ndcg[0] += judged.get(i).ndcg(byOld.get(ids.size() + i), K) / judged.size();
      ndcg[1] += judged.get(i).ndcg(byNew.get(ids.size() + i), K) / judged.size();
    }
    overlaps.sort(Comparator.naturalOrder());
    return new MoveComparison(
        ids.size(),
        K,
        overlaps.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
        overlaps.get(overlaps.size() / 10),
        lake.features(from).count(),
        lake.features(target).count(),
        missing,
        judged.size(),
        judged.isEmpty() ? Double.NaN : ndcg[0],
        judged.isEmpty() ? Double.NaN : ndcg[1]);
  }

  private Dataset<Row> vectors(FeatureSet set, String name) {
    String table = lake.sql(set.dataset(), Lake.featureTable(set.name()));
    spark.catalog().refreshTable(table);
    return spark
        .table(table)
        .filter(col("vector").isNotNull())
        .select(col("entity_id"), col("vector").as(name));
  }

  /** How many entities have a vector in one set and none in the other. */
  private long lacking(FeatureSet from, FeatureSet target) {
    Dataset<Row> there = vectors(target, "new").select(col("entity_id").as("there"));
    return vectors(from, "old")
        .join(there, col("entity_id").equalTo(col("there")), "left_anti")
        .count();
  }

  private static float[] embedded(FeatureSet set, String text) {
    if (set.modelLocation() == null) {
      throw new NearfieldException(
          "Cannot ask judged queries of feature set '%s': its vectors were imported, so no model is known to embed words (--judged)"
              .formatted(set.name()));
    }
    EmbeddingModel model = Models.shared(set.modelLocation(), ModelOptions.defaults());
    return model.embed(new Content.Text(text));
  }

  private static List<String> without(List<String> neighbours, String self) {
    return neighbours.stream().filter(id -> !id.equals(self)).limit(K).toList();
  }

  private static double overlap(List<String> some, List<String> others) {
    Set<String> both = new HashSet<>(some);
    both.retainAll(others);
    int most = Math.max(some.size(), others.size());
    return most == 0 ? 1 : (double) both.size() / most;
  }

  /**
   * Lets every index that the old set serves change over to the new one: builds and grades a
   * generation from the new set, under the index's own target and filter columns, and activates it.
   * A generation that is there already and still up to date is taken as it is. An index whose new
   * generation falls below its target stays as it was.
   *
   * @throws NearfieldException if the new set lacks entities that the old one has
   */
  public List<Flipped> flip(ModelMove move) {
    FeatureSet target = move.target(lake);
    FeatureTable features = lake.features(target);
    long lacking = lacking(move.from(), target);
    if (features.count() == 0 || lacking > 0) {
      throw new NearfieldException(
          "Cannot flip to feature set '%s' of dataset '%s': it lacks %,d entities that '%s' has; run 'nearfield migrate backfill' again"
              .formatted(target.name(), target.dataset(), lacking, move.from().name()));
    }
    List<Flipped> flipped = new ArrayList<>();
    for (IndexRef ref : ModelMove.servedBy(lake, move.from())) {
      IndexTable index = lake.index(ref);
      Generation serving = index.requireActive();
      Optional<Generation> ready = ready(index, target);
      if (ready.isPresent()) {
        index.rollback(ready.get().number());
        flipped.add(new Flipped(ref, index.requireActive()));
        continue;
      }
      BuildReport report =
          new BuildAction(spark, lake, progress).run(options(index, serving, target));
      if (report.generation().state() != Generation.State.ACTIVE) {
        throw new NearfieldException(
            "Cannot flip index '%s' to feature set '%s': its new generation %d is below the recall target %s; it goes on serving '%s'%s"
                .formatted(
                    ref,
                    target.name(),
                    report.generation().number(),
                    serving.recallTarget(),
                    move.from().name(),
                    report.advice() == null ? "" : "; " + report.advice()));
      }
      flipped.add(new Flipped(ref, report.generation()));
    }
    return flipped;
  }

  /** A generation of the new set that served before, if nothing was embedded since. */
  private Optional<Generation> ready(IndexTable index, FeatureSet target) {
    var snapshot = lake.table(target.dataset(), Lake.featureTable(target.name())).currentSnapshot();
    return index.generations().stream()
        .filter(one -> one.state() == Generation.State.RETIRED)
        .filter(one -> one.featureSet().equals(target.name()))
        .filter(one -> snapshot != null && one.featureSnapshot() == snapshot.snapshotId())
        .max(Comparator.comparingLong(Generation::number));
  }

  private static BuildOptions options(IndexTable index, Generation serving, FeatureSet target) {
    BuildOptions options =
        BuildOptions.of(index.ref(), target.name())
            .withRecallTarget(serving.recallTarget())
            .withFilterColumns(index.filterColumns(serving.number()).keySet());
    return fits(serving.spec(), target.dimension()) ? options.withSpec(serving.spec()) : options;
  }

  /** Whether the same spec can be built in another dimension; else the build chooses one. */
  private static boolean fits(IndexSpec spec, int dimension) {
    try {
      spec.requireDimension(dimension);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Lets every index that was flipped away from a set serve its last generation of that set again,
   * each in one commit.
   *
   * @throws NearfieldException if no index can
   */
  public List<Flipped> rollback(String dataset, String featureSet) {
    lake.requireFeatureSet(dataset, featureSet);
    List<Flipped> back = new ArrayList<>();
    for (IndexRef ref : lake.indexes(dataset)) {
      IndexTable index = lake.index(ref);
      Optional<Generation> active = index.active();
      boolean follows =
          active
              .flatMap(one -> lake.featureSet(dataset, one.featureSet()))
              .filter(set -> featureSet.equals(set.metadata().get(ModelMove.FOLLOWS)))
              .isPresent();
      if (!follows) {
        continue;
      }
      index.generations().stream()
          .filter(one -> one.state() == Generation.State.RETIRED)
          .filter(one -> one.featureSet().equals(featureSet))
          .max(Comparator.comparingLong(Generation::number))
          .ifPresent(
              one -> {
                index.rollback(one.number());
                back.add(new Flipped(ref, index.requireActive()));
              });
    }
    if (back.isEmpty()) {
      throw new NearfieldException(
          "Cannot roll back to feature set '%s' of dataset '%s': no index was flipped away from it whose earlier generation is kept"
              .formatted(featureSet, dataset));
    }
    return back;
  }
}
