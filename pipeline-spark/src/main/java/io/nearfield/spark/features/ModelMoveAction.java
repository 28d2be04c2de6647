package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.IndexSpec;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.BuildReport;
import io.nearfield.spark.embed.EmbedAction;
import io.nearfield.spark.embed.EmbedOptions;
import io.nearfield.spark.embed.EmbedReport;
import io.nearfield.spark.embed.Subject;
import io.nearfield.spark.run.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Embeds a few entities here and counts the others. */
  public MoveEstimate estimate(ModelMove move) {
    return MoveEstimate.of(spark, lake, move);
  }

  /**
   * Embeds by the new model whatever the old set is made from. A run that was killed is taken up
   * where it stopped; run again it embeds what is new since.
   */
  public EmbedReport backfill(ModelMove move) {
    FeatureSet target = lake.createFeatureSet(move.wanted());
    return new EmbedAction(spark, lake, progress)
        .run(
            EmbedOptions.of(target.dataset(), target.name())
                .withSubject(Subject.of(target))
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
            () -> new CompareMove(spark, lake, move.from(), target).of(sample, judged),
            comparison -> Map.of("overlap-at-10", comparison.overlap()));
  }

  /**
   * Lets every index that the old set serves change over to the new one: builds and grades a
   * generation from the new set, under the index's own target and filter columns, and activates it.
   * A generation that is there already and still up to date is taken as it is. An index whose new
   * generation falls below its target stays as it was.
   *
   * <p>The new set must have a vector of every entity of the old one that is there, that its model
   * takes and has not refused; so many may be missing.
   *
   * @throws NearfieldException if more are missing
   */
  public List<Flipped> flip(ModelMove move, long allowMissing) {
    FeatureSet target = move.target(lake);
    Lacking lacking = Lacking.of(spark, lake, move.from(), target);
    if (lake.features(target).count() == 0 || lacking.missing() > allowMissing) {
      throw new NearfieldException(
          "Cannot flip to feature set '%s' of dataset '%s': it lacks %,d entities that '%s' has and that can be embedded (%s); run 'nearfield migrate backfill' again, or allow for them (--allow-missing %d)"
              .formatted(
                  target.name(),
                  target.dataset(),
                  lacking.missing(),
                  move.from().name(),
                  lacking.others(),
                  lacking.missing()));
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
