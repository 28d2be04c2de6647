package io.nearfield.spark.build;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.Recall;
import io.nearfield.index.search.RecallGrade;
import io.nearfield.spark.search.PartitionReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Grades a written generation: recall@10 of its own answers against exact search, under ever more
 * costly settings until one reaches the target.
 */
final class GradeGeneration {

  /** The k of recall@k. */
  static final int K = 10;

  /** The truth is kept deeper than k, to know what is as near as the tenth. */
  private static final int TRUTH_DEPTH = 50;

  /** Distances this close, relative to the tenth's, are a tie: rounding decides their order. */
  private static final float TIE = 1e-5f;

  private GradeGeneration() {}

  /** A setting and what it reached. */
  record Graded(Setting setting, RecallGrade grade) {}

  /**
   * All that was tried, and the cheapest setting that reached the target.
   *
   * @param chosen empty if none did
   */
  record Grades(List<Graded> tried, Optional<Graded> chosen) {

    /** The best that was reached at any cost. */
    Graded best() {
      return tried.stream()
          .max(Comparator.comparingDouble(graded -> graded.grade().recall()))
          .orElseThrow();
    }

    /** The best without re-rank. */
    Optional<Graded> bestByCodes() {
      return tried.stream()
          .filter(graded -> graded.setting().rerankFactor() == 0)
          .max(Comparator.comparingDouble(graded -> graded.grade().recall()));
    }
  }

  static Grades grade(
      SparkSession spark,
      Dataset<Row> assigned,
      Broadcast<PartitionReader> reader,
      Broadcast<TrainedIndex> trained,
      Broadcast<GradedQueries> queries,
      long entries,
      int partitions,
      BuildOptions options) {
    TrainedIndex index = trained.value();
    IndexSpec spec = index.spec();
    List<List<ExactTruth.Near>> truth =
        ExactTruth.find(assigned, queries, TRUTH_DEPTH, index.metric());
    List<Graded> tried = new ArrayList<>();
    for (List<Setting> round :
        Setting.rounds(spec, options.maxNprobe(), options.maxRerankFactor())) {
      List<List<List<String>>> answers =
          AnswerQueries.answer(spark, reader, trained, queries, round, partitions, K);
      for (int s = 0; s < round.size(); s++) {
        tried.add(new Graded(round.get(s), compare(truth, answers.get(s))));
      }
      Optional<Graded> chosen =
          tried.stream()
              .filter(graded -> graded.grade().recall() >= options.recallTarget())
              .min(
                  Comparator.comparingDouble(
                          (Graded graded) ->
                              graded.setting().cost(spec, index.dimension(), entries))
                      .thenComparing(graded -> graded.setting().rerankFactor()));
      if (chosen.isPresent()) {
        return new Grades(tried, chosen);
      }
    }
    return new Grades(tried, Optional.empty());
  }

  private static RecallGrade compare(
      List<List<ExactTruth.Near>> truth, List<List<String>> answers) {
    List<List<String>> ids = new ArrayList<>(truth.size());
    List<List<String>> found = new ArrayList<>(truth.size());
    for (int query = 0; query < truth.size(); query++) {
      List<String> top = truth.get(query).stream().limit(K).map(ExactTruth.Near::entityId).toList();
      ids.add(top);
      found.add(withoutTies(truth.get(query), top, answers.get(query)));
    }
    return Recall.grade(ids, found, K);
  }

  /**
   * Lets an answer that is as near as the k-th true neighbour count for one: equal items (the same
   * text twice) have no order among them that an index could be blamed for.
   */
  private static List<String> withoutTies(
      List<ExactTruth.Near> truth, List<String> top, List<String> answer) {
    if (truth.size() <= K) {
      return answer;
    }
    float last = truth.get(K - 1).distance();
    float limit = last + TIE * Math.max(1e-3f, Math.abs(last));
    Set<String> tied = new HashSet<>();
    for (ExactTruth.Near near : truth.subList(K, truth.size())) {
      if (near.distance() <= limit) {
        tied.add(near.entityId());
      }
    }
    List<String> missed = new ArrayList<>(top);
    missed.removeAll(answer);
    List<String> counted = new ArrayList<>(answer.size());
    for (String id : answer) {
      counted.add(tied.contains(id) && !missed.isEmpty() ? missed.remove(0) : id);
    }
    return counted;
  }
}
