package io.nearfield.connect.api;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import java.io.Serializable;
import java.time.Instant;

/**
 * One trained and built version of an index.
 *
 * @param number counts up from 1 within the index
 * @param state BUILDING until graded; ACTIVE serves; RETIRED is kept for rollback; REJECTED fell
 *     below its recall target and never serves
 * @param spec what was built
 * @param metric what near means
 * @param featureSet the feature set it was built from
 * @param model the model of its vectors
 * @param featureSnapshot the snapshot id of the feature table it was built from
 * @param entries how many vectors it holds
 * @param partitions how many index partitions they lie in
 * @param nprobe how many cells a lookup probes by default: what the grade was reached with
 * @param rerankFactor how many candidates per wanted neighbour are compared exactly; 0 for none
 * @param recallTarget the least recall@10 with which it may serve
 * @param recall the graded recall@10 with {@code nprobe} and {@code rerankFactor}; NaN while
 *     BUILDING. It comes from held-out queries that did not choose these two; others did. Of a
 *     REJECTED generation it is the lower of what both reached
 * @param recallLow lower end of the 95 % confidence interval of the grade
 * @param recallHigh upper end of the same
 * @param gradedQueries how many held-out queries the grade comes from
 * @param createdAt when the build began
 * @param figures what else was measured; {@link GenerationFigures#NONE} if nothing was
 */
public record Generation(
    long number,
    State state,
    IndexSpec spec,
    Metric metric,
    String featureSet,
    ModelIdentity model,
    long featureSnapshot,
    long entries,
    int partitions,
    int nprobe,
    int rerankFactor,
    double recallTarget,
    double recall,
    double recallLow,
    double recallHigh,
    int gradedQueries,
    Instant createdAt,
    GenerationFigures figures)
    implements Serializable {

  /** A generation of which nothing but its recall is known. */
  public Generation(
      long number,
      State state,
      IndexSpec spec,
      Metric metric,
      String featureSet,
      ModelIdentity model,
      long featureSnapshot,
      long entries,
      int partitions,
      int nprobe,
      int rerankFactor,
      double recallTarget,
      double recall,
      double recallLow,
      double recallHigh,
      int gradedQueries,
      Instant createdAt) {
    this(
        number,
        state,
        spec,
        metric,
        featureSet,
        model,
        featureSnapshot,
        entries,
        partitions,
        nprobe,
        rerankFactor,
        recallTarget,
        recall,
        recallLow,
        recallHigh,
        gradedQueries,
        createdAt,
        GenerationFigures.NONE);
  }

  /** The life of a generation. */
  public enum State {
    BUILDING,
    ACTIVE,
    RETIRED,
    REJECTED
  }

  public Generation withState(State newState) {
    Copy copy = new Copy();
    copy.state = newState;
    return copy.generation();
  }

  public Generation withFeatureSet(String newFeatureSet) {
    Copy copy = new Copy();
    copy.featureSet = newFeatureSet;
    return copy.generation();
  }

  public Generation withNumber(long newNumber) {
    Copy copy = new Copy();
    copy.number = newNumber;
    return copy.generation();
  }

  public Generation withEntries(long newEntries) {
    Copy copy = new Copy();
    copy.entries = newEntries;
    return copy.generation();
  }

  /** How lookups are answered by default. */
  public Generation withSetting(int newNprobe, int newRerankFactor) {
    Copy copy = new Copy();
    copy.nprobe = newNprobe;
    copy.rerankFactor = newRerankFactor;
    return copy.generation();
  }

  /** What the held-out queries found, with its interval of 95 %. */
  public Generation withGrade(double newRecall, double low, double high, int queries) {
    Copy copy = new Copy();
    copy.recall = newRecall;
    copy.recallLow = low;
    copy.recallHigh = high;
    copy.gradedQueries = queries;
    return copy.generation();
  }

  public Generation withFigures(GenerationFigures newFigures) {
    Copy copy = new Copy();
    copy.figures = newFigures;
    return copy.generation();
  }

  /** The snapshot of the feature table that the entries show: of the build or the last refresh. */
  public long coveredSnapshot() {
    return figures.coverage() == null ? featureSnapshot : figures.coverage().featureSnapshot();
  }

  /** How often it was refreshed since its build. */
  public int refreshes() {
    return figures.coverage() == null ? 0 : figures.coverage().refreshes();
  }

  /** This one, but for what is changed before it is made: the parts that a wither may change. */
  private final class Copy {
    private long number = Generation.this.number;
    private State state = Generation.this.state;
    private String featureSet = Generation.this.featureSet;
    private long entries = Generation.this.entries;
    private int nprobe = Generation.this.nprobe;
    private int rerankFactor = Generation.this.rerankFactor;
    private double recall = Generation.this.recall;
    private double recallLow = Generation.this.recallLow;
    private double recallHigh = Generation.this.recallHigh;
    private int gradedQueries = Generation.this.gradedQueries;
    private GenerationFigures figures = Generation.this.figures;

    private Generation generation() {
      return new Generation(
          number,
          state,
          spec,
          metric,
          featureSet,
          model,
          featureSnapshot,
          entries,
          partitions,
          nprobe,
          rerankFactor,
          recallTarget,
          recall,
          recallLow,
          recallHigh,
          gradedQueries,
          createdAt,
          figures);
    }
  }
}
