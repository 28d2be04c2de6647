package io.nearfield.spark.build;

import io.nearfield.index.search.Recall;
import io.nearfield.index.search.RecallGrade;
import io.nearfield.spark.build.NearestLists.Near;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * What counts as found for each query: its ten true neighbours, and whatever is as near as the
 * tenth. Equal items (the same text twice) have no order among them that an index could be blamed
 * for.
 */
final class Truth implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The k of recall@k. */
  static final int K = 10;

  /** Distances this close, relative to the tenth's, are a tie: rounding decides their order. */
  private static final float TIE = 1e-5f;

  private final List<List<String>> nearest = new ArrayList<>();
  private final List<Set<String>> counted = new ArrayList<>();

  Truth(Survey survey, int queries) {
    for (int query = 0; query < queries; query++) {
      List<Near> near = survey.truth(query);
      List<String> top = new ArrayList<>(K);
      Set<String> counts = new HashSet<>();
      float limit = limit(near);
      for (Near one : near) {
        if (top.size() < K) {
          top.add(one.entityId());
          counts.add(one.entityId());
        } else if (one.distance() <= limit) {
          counts.add(one.entityId());
        }
      }
      nearest.add(top);
      counted.add(counts);
    }
  }

  private static float limit(List<Near> near) {
    if (near.size() <= K) {
      return Float.POSITIVE_INFINITY;
    }
    float last = near.get(K - 1).distance();
    return last + TIE * Math.max(1e-3f, Math.abs(last));
  }

  int queries() {
    return nearest.size();
  }

  boolean counts(int query, String entityId) {
    return counted.get(query).contains(entityId);
  }

  /**
   * The recall over some queries.
   *
   * @param found how many that count were found for a query
   */
  RecallGrade grade(int[] queries, IntUnaryOperator found) {
    List<List<String>> truth = new ArrayList<>();
    List<List<String>> answers = new ArrayList<>();
    for (int query : queries) {
      List<String> top = nearest.get(query);
      truth.add(top);
      // Any of them will do: only how many were found decides the recall.
      answers.add(top.subList(0, Math.min(top.size(), found.applyAsInt(query))));
    }
    return Recall.grade(truth, answers, K);
  }
}
