package io.nearfield.spark.build;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Names;
import io.nearfield.index.IndexSpec;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What to build and how good it must be. Start from {@link #of} and change with the {@code with}
 * methods.
 *
 * @param index which index; it is made when it does not exist
 * @param featureSet which feature set of the same dataset it is built from
 * @param spec what to build, or null to let the number of vectors and their dimension decide
 * @param recallTarget the least recall@10 with which the generation may serve, above 0 and at most
 *     1
 * @param partitions how many index partitions, or 0 to let the number of entries decide
 * @param seed of the sample, the training and the graded queries
 * @param trainer who finds the coarse centroids
 * @param filterColumns attribute columns of the items that lookups can filter by, or null for all
 * @param gradeQueries how many held-out queries grade the generation; never more than a tenth of
 *     the entries
 * @param maxNprobe the most cells a lookup may probe by default, or 0 for all
 * @param maxRerankFactor the most candidates per wanted neighbour that a lookup may compare
 *     exactly; 0 forbids the second pass
 * @param keepRetired how many RETIRED generations keep their rows for a rollback
 * @param force builds even if the active generation is up to date
 */
public record BuildOptions(
    IndexRef index,
    String featureSet,
    IndexSpec spec,
    double recallTarget,
    int partitions,
    long seed,
    Trainer trainer,
    Set<String> filterColumns,
    int gradeQueries,
    int maxNprobe,
    int maxRerankFactor,
    int keepRetired,
    boolean force) {

  /** The default for {@code recallTarget}. */
  public static final double DEFAULT_RECALL_TARGET = 0.95;

  /** The default for {@code seed}. */
  public static final long DEFAULT_SEED = 42;

  /** The default for {@code gradeQueries}. */
  public static final int DEFAULT_GRADE_QUERIES = 200;

  /** The default for {@code maxRerankFactor}: at most 640 exact comparisons for ten neighbours. */
  public static final int DEFAULT_MAX_RERANK_FACTOR = 64;

  /** The most index partitions. */
  public static final int MAX_PARTITIONS = 10_000;

  public BuildOptions {
    Names.check("feature set", featureSet);
    require(
        recallTarget > 0 && recallTarget <= 1,
        "recall target " + recallTarget + ": it must be above 0 and at most 1 (--recall-target)");
    require(
        partitions >= 0 && partitions <= MAX_PARTITIONS,
        "into "
            + partitions
            + " index partitions: it must be 1 to "
            + MAX_PARTITIONS
            + ", or 0 to let the number of entries decide (--partitions)");
    require(
        gradeQueries >= 1 && gradeQueries <= 10_000,
        "with " + gradeQueries + " graded queries: it must be 1 to 10000 (--grade-queries)");
    require(maxNprobe >= 0, "with at most " + maxNprobe + " probed cells: 0 means all");
    require(
        maxRerankFactor >= 0 && maxRerankFactor <= 1000,
        "with re-rank factor " + maxRerankFactor + ": it must be 0 to 1000");
    require(keepRetired >= 0, "keeping " + keepRetired + " retired generations: at least 0");
    filterColumns =
        filterColumns == null ? null : Collections.unmodifiableSet(new TreeSet<>(filterColumns));
  }

  private static void require(boolean holds, String rest) {
    if (!holds) {
      throw new IllegalArgumentException("Cannot build an index " + rest);
    }
  }

  /** The defaults: spec chosen, recall@10 of at least 0.95, all attribute columns. */
  public static BuildOptions of(IndexRef index, String featureSet) {
    return new BuildOptions(
        index,
        featureSet,
        null,
        DEFAULT_RECALL_TARGET,
        0,
        DEFAULT_SEED,
        Trainer.NEARFIELD,
        null,
        DEFAULT_GRADE_QUERIES,
        0,
        DEFAULT_MAX_RERANK_FACTOR,
        2,
        false);
  }

  public BuildOptions withSpec(IndexSpec newSpec) {
    return new BuildOptions(
        index,
        featureSet,
        newSpec,
        recallTarget,
        partitions,
        seed,
        trainer,
        filterColumns,
        gradeQueries,
        maxNprobe,
        maxRerankFactor,
        keepRetired,
        force);
  }

  public BuildOptions withRecallTarget(double newRecallTarget) {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        newRecallTarget,
        partitions,
        seed,
        trainer,
        filterColumns,
        gradeQueries,
        maxNprobe,
        maxRerankFactor,
        keepRetired,
        force);
  }

  public BuildOptions withPartitions(int newPartitions) {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        recallTarget,
        newPartitions,
        seed,
        trainer,
        filterColumns,
        gradeQueries,
        maxNprobe,
        maxRerankFactor,
        keepRetired,
        force);
  }

  public BuildOptions withSeed(long newSeed) {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        recallTarget,
        partitions,
        newSeed,
        trainer,
        filterColumns,
        gradeQueries,
        maxNprobe,
        maxRerankFactor,
        keepRetired,
        force);
  }

  public BuildOptions withTrainer(Trainer newTrainer) {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        recallTarget,
        partitions,
        seed,
        newTrainer,
        filterColumns,
        gradeQueries,
        maxNprobe,
        maxRerankFactor,
        keepRetired,
        force);
  }

  public BuildOptions withFilterColumns(Set<String> newFilterColumns) {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        recallTarget,
        partitions,
        seed,
        trainer,
        newFilterColumns,
        gradeQueries,
        maxNprobe,
        maxRerankFactor,
        keepRetired,
        force);
  }

  public BuildOptions withGradeQueries(int newGradeQueries) {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        recallTarget,
        partitions,
        seed,
        trainer,
        filterColumns,
        newGradeQueries,
        maxNprobe,
        maxRerankFactor,
        keepRetired,
        force);
  }

  public BuildOptions withMaxNprobe(int newMaxNprobe) {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        recallTarget,
        partitions,
        seed,
        trainer,
        filterColumns,
        gradeQueries,
        newMaxNprobe,
        maxRerankFactor,
        keepRetired,
        force);
  }

  public BuildOptions withMaxRerankFactor(int newMaxRerankFactor) {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        recallTarget,
        partitions,
        seed,
        trainer,
        filterColumns,
        gradeQueries,
        maxNprobe,
        newMaxRerankFactor,
        keepRetired,
        force);
  }

  public BuildOptions withKeepRetired(int newKeepRetired) {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        recallTarget,
        partitions,
        seed,
        trainer,
        filterColumns,
        gradeQueries,
        maxNprobe,
        maxRerankFactor,
        newKeepRetired,
        force);
  }

  /** Builds even if the active generation is up to date. */
  public BuildOptions forced() {
    return new BuildOptions(
        index,
        featureSet,
        spec,
        recallTarget,
        partitions,
        seed,
        trainer,
        filterColumns,
        gradeQueries,
        maxNprobe,
        maxRerankFactor,
        keepRetired,
        true);
  }
}
