package io.nearfield.spark.build;

import io.nearfield.connect.api.Generation;
import io.nearfield.index.search.RecallGrade;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Grades a written generation: recall@10 of its own answers against exact search, under ever more
 * costly settings until one reaches the target.
 *
 * <p>One half of the held-out queries chooses the setting, the other half grades it. The second
 * half never prefers a setting; it can only refuse one that does not reach the target there too.
 */
final class GradeGeneration {

  private final JavaSparkContext context;
  private final Bounds bounds;
  private final Generation generation;

  GradeGeneration(JavaSparkContext context, Bounds bounds, Generation generation) {
    this.context = context;
    this.bounds = bounds;
    this.generation = generation;
  }

  /**
   * What is allowed and wanted.
   *
   * @param maxNprobe the most probed cells, 0 for all
   * @param maxRerankFactor the most candidates per neighbour that are compared exactly
   */
  record Bounds(int maxNprobe, int maxRerankFactor, double recallTarget) {
    static Bounds of(BuildOptions options) {
      return new Bounds(options.maxNprobe(), options.maxRerankFactor(), options.recallTarget());
    }
  }

  /**
   * A setting and what it reached.
   *
   * @param chosenBy over the queries that choose
   * @param grade over those that grade
   */
  record Graded(Setting setting, RecallGrade chosenBy, RecallGrade grade) {

    /** The lower of the two. */
    RecallGrade lower() {
      return chosenBy.recall() < grade.recall() ? chosenBy : grade;
    }
  }

  /**
   * What was found.
   *
   * @param tried all settings that were tried
   * @param chosen the cheapest that reached the target over both halves; empty if none did
   */
  record Grades(List<Graded> tried, Optional<Graded> chosen) {

    /** The best that was reached at any cost. */
    Graded best() {
      return tried.stream()
          .max(Comparator.comparingDouble(graded -> graded.lower().recall()))
          .orElseThrow();
    }

    /** What goes on record: the grade of the chosen setting, or the lower one of the best. */
    RecallGrade recorded() {
      return chosen.map(Graded::grade).orElseGet(() -> best().lower());
    }
  }

  Grades grade(Broadcast<Findings.Task> task) {
    Truth truth = task.value().truth();
    HeldOutQueries queries = task.value().queries();
    List<Graded> tried = new ArrayList<>();
    for (Round round : Round.all(generation.spec(), bounds.maxNprobe(), bounds.maxRerankFactor())) {
      Findings findings = Findings.of(context, task, round, generation.partitions());
      for (int rung = 0; rung < round.nprobes().length; rung++) {
        for (int factor = 0; factor < round.factors().length; factor++) {
          int r = rung;
          int f = factor;
          tried.add(
              new Graded(
                  round.setting(rung, factor),
                  truth.grade(queries.choosing(), query -> findings.found(truth, r, f, query)),
                  truth.grade(queries.grading(), query -> findings.found(truth, r, f, query))));
        }
      }
      Optional<Graded> chosen = cheapest(tried, task.value().trained().dimension());
      if (chosen.isPresent()) {
        return new Grades(tried, chosen);
      }
    }
    return new Grades(tried, Optional.empty());
  }

  private Optional<Graded> cheapest(List<Graded> tried, int dimension) {
    return tried.stream()
        .filter(graded -> graded.lower().recall() >= bounds.recallTarget())
        .min(
            Comparator.comparingDouble(
                    (Graded graded) ->
                        graded.setting().cost(generation.spec(), dimension, generation.entries()))
                .thenComparing(graded -> graded.setting().rerankFactor()));
  }
}
