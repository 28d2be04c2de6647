package io.nearfield.spark.build;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Names;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.SpecRequest;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What to build and how good it must be. Start from {@link #of} and change with the {@code with}
 * methods, each of which returns changed options and leaves these as they are.
 */
public final class BuildOptions {

  /** The default for {@link #recallTarget}. */
  public static final double DEFAULT_RECALL_TARGET = 0.95;

  /** The default for {@link #seed}. */
  public static final long DEFAULT_SEED = 42;

  /** The default for {@link #gradeQueries}. */
  public static final int DEFAULT_GRADE_QUERIES = 200;

  /** The default for {@link #maxRerankFactor}: at most 640 exact comparisons for ten neighbours. */
  public static final int DEFAULT_MAX_RERANK_FACTOR = 64;

  /** The most index partitions. */
  public static final int MAX_PARTITIONS = 10_000;

  private final IndexRef index;
  private final String featureSet;
  private final Settings settings; // never changed once it is here

  private BuildOptions(IndexRef index, String featureSet, Settings settings) {
    this.index = index;
    this.featureSet = featureSet;
    this.settings = settings;
  }

  /**
   * The defaults: spec chosen, recall@10 of at least 0.95, all attribute columns.
   *
   * @param index which index; it is made when it does not exist
   * @param featureSet which feature set of the same dataset it is built from
   */
  public static BuildOptions of(IndexRef index, String featureSet) {
    Names.check("feature set", featureSet);
    return new BuildOptions(index, featureSet, new Settings());
  }

  private static final class Settings {
    private IndexSpec spec;
    private double recallTarget = DEFAULT_RECALL_TARGET;
    private int partitions;
    private long seed = DEFAULT_SEED;
    private Trainer trainer = Trainer.NEARFIELD;
    private Set<String> filterColumns;
    private int gradeQueries = DEFAULT_GRADE_QUERIES;
    private int maxNprobe;
    private int maxRerankFactor = DEFAULT_MAX_RERANK_FACTOR;
    private boolean force;
    private long memoryBudget = SpecRequest.UNLIMITED;

    Settings() {}

    Settings(Settings other) {
      spec = other.spec;
      recallTarget = other.recallTarget;
      partitions = other.partitions;
      seed = other.seed;
      trainer = other.trainer;
      filterColumns = other.filterColumns;
      gradeQueries = other.gradeQueries;
      maxNprobe = other.maxNprobe;
      maxRerankFactor = other.maxRerankFactor;
      force = other.force;
      memoryBudget = other.memoryBudget;
    }
  }

  private BuildOptions with(Consumer<Settings> change) {
    Settings changed = new Settings(settings);
    change.accept(changed);
    return new BuildOptions(index, featureSet, changed);
  }

  private static void require(boolean holds, String rest) {
    if (!holds) {
      throw new IllegalArgumentException("Cannot build an index " + rest);
    }
  }

  public IndexRef index() {
    return index;
  }

  public String featureSet() {
    return featureSet;
  }

  /** What to build, or null to let the number of vectors and their dimension decide. */
  public IndexSpec spec() {
    return settings.spec;
  }

  public BuildOptions withSpec(IndexSpec spec) {
    return with(changed -> changed.spec = spec);
  }

  /** The least recall@10 with which the generation may serve. */
  public double recallTarget() {
    return settings.recallTarget;
  }

  /** The least recall@10 with which the generation may serve: above 0 and at most 1. */
  public BuildOptions withRecallTarget(double recallTarget) {
    require(
        recallTarget > 0 && recallTarget <= 1,
        "recall target " + recallTarget + ": it must be above 0 and at most 1 (--recall-target)");
    return with(changed -> changed.recallTarget = recallTarget);
  }

  /** How many index partitions, or 0 to let the number of entries decide. */
  public int partitions() {
    return settings.partitions;
  }

  /** How many index partitions, or 0 to let the number of entries decide. */
  public BuildOptions withPartitions(int partitions) {
    require(
        partitions >= 0 && partitions <= MAX_PARTITIONS,
        "into "
            + partitions
            + " index partitions: it must be 1 to "
            + MAX_PARTITIONS
            + ", or 0 to let the number of entries decide (--partitions)");
    return with(changed -> changed.partitions = partitions);
  }

  /** The seed of the sample, the training and the held-out queries. */
  public long seed() {
    return settings.seed;
  }

  public BuildOptions withSeed(long seed) {
    return with(changed -> changed.seed = seed);
  }

  /** Who finds the coarse centroids. */
  public Trainer trainer() {
    return settings.trainer;
  }

  public BuildOptions withTrainer(Trainer trainer) {
    return with(changed -> changed.trainer = trainer);
  }

  /** The attribute columns of the items that lookups can filter by, or null for all. */
  public Set<String> filterColumns() {
    return settings.filterColumns;
  }

  /** The attribute columns of the items that lookups can filter by, or null for all. */
  public BuildOptions withFilterColumns(Set<String> filterColumns) {
    Set<String> sorted =
        filterColumns == null ? null : Collections.unmodifiableSet(new TreeSet<>(filterColumns));
    return with(changed -> changed.filterColumns = sorted);
  }

  /**
   * How many held-out queries grade the generation; as many more choose its setting. Never more
   * than a tenth of the entries for each.
   */
  public int gradeQueries() {
    return settings.gradeQueries;
  }

  /** See {@link #gradeQueries}: 1 to 10,000. */
  public BuildOptions withGradeQueries(int gradeQueries) {
    require(
        gradeQueries >= 1 && gradeQueries <= 10_000,
        "with " + gradeQueries + " graded queries: it must be 1 to 10000 (--grade-queries)");
    return with(changed -> changed.gradeQueries = gradeQueries);
  }

  /** The most cells a lookup may probe by default, or 0 for all. */
  public int maxNprobe() {
    return settings.maxNprobe;
  }

  /** The most cells a lookup may probe by default, or 0 for all. */
  public BuildOptions withMaxNprobe(int maxNprobe) {
    require(
        maxNprobe >= 0,
        "with at most "
            + maxNprobe
            + " probed cells: it must be at least 1, or 0 for all (--max-nprobe)");
    return with(changed -> changed.maxNprobe = maxNprobe);
  }

  /** The most candidates per wanted neighbour that a lookup may compare exactly; 0 for none. */
  public int maxRerankFactor() {
    return settings.maxRerankFactor;
  }

  /** The most candidates per wanted neighbour that a lookup may compare exactly; 0 for none. */
  public BuildOptions withMaxRerankFactor(int maxRerankFactor) {
    require(
        maxRerankFactor >= 0 && maxRerankFactor <= 1000,
        "with re-rank factor " + maxRerankFactor + ": it must be 0 to 1000 (--max-rerank-factor)");
    return with(changed -> changed.maxRerankFactor = maxRerankFactor);
  }

  /** What all entries may take up in memory when the spec is chosen, in bytes. */
  public long memoryBudget() {
    return settings.memoryBudget;
  }

  /** What all entries may take up in memory when the spec is chosen, in bytes. */
  public BuildOptions withMemoryBudget(long bytes) {
    require(
        bytes >= 1,
        "within " + bytes + " bytes of memory: it must be at least 1 (--memory-budget)");
    return with(changed -> changed.memoryBudget = bytes);
  }

  /** Whether to build even if the active generation is up to date. */
  public boolean force() {
    return settings.force;
  }

  /** Builds even if the active generation is up to date. */
  public BuildOptions forced() {
    return with(changed -> changed.force = true);
  }
}
