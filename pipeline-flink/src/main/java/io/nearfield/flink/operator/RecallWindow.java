package io.nearfield.flink.operator;

import io.nearfield.connect.api.Lookup;
import io.nearfield.index.search.Recall;
import io.nearfield.index.search.RecallGrade;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The recall of the last graded answers of one generation. One thread adds; any may read the
 * grades.
 */
final class RecallWindow {

  /** In place of a partition: all of them. */
  static final int OVERALL = -1;

  private static final int SAMPLES = 500;

  private final Deque<Map<Integer, GradedAnswer.Share>> samples = new ArrayDeque<>();
  private long generation = Long.MIN_VALUE;
  private volatile Map<Integer, RecallGrade> grades = Map.of();

  /** An answer of another generation begins a new window. */
  void add(long answering, Map<Integer, GradedAnswer.Share> shares) {
    if (answering != generation) {
      samples.clear();
      generation = answering;
    }
    samples.add(shares);
    if (samples.size() > SAMPLES) {
      samples.remove();
    }
    Map<Integer, RecallGrade> now = new HashMap<>();
    Set<Integer> partitions = new TreeSet<>();
    samples.forEach(sample -> partitions.addAll(sample.keySet()));
    partitions.add(OVERALL);
    partitions.forEach(partition -> now.put(partition, grade(samples, partition)));
    grades = Map.copyOf(now);
  }

  /** Empty as long as nothing was graded. */
  Optional<RecallGrade> grade(int partition) {
    return Optional.ofNullable(grades.get(partition));
  }

  private static RecallGrade grade(
      Iterable<Map<Integer, GradedAnswer.Share>> samples, int partition) {
    List<List<String>> truth = new ArrayList<>();
    List<List<String>> found = new ArrayList<>();
    for (Map<Integer, GradedAnswer.Share> sample : samples) {
      if (partition == OVERALL) {
        truth.add(sample.values().stream().flatMap(share -> share.truth().stream()).toList());
        found.add(sample.values().stream().flatMap(share -> share.right().stream()).toList());
      } else if (sample.containsKey(partition)) {
        truth.add(sample.get(partition).truth());
        found.add(sample.get(partition).right());
      }
    }
    return Recall.grade(truth, found, Lookup.MAX_K);
  }
}
