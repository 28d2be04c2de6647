package io.nearfield.spark.evaluate;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.lookup.GenerationSearcher;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.Recall;
import io.nearfield.index.search.RecallGrade;
import io.nearfield.spark.evaluate.Grid.Setting;
import io.nearfield.spark.neighbours.SampledTruth;
import io.nearfield.spark.neighbours.SampledTruth.Near;
import io.nearfield.spark.neighbours.SampledTruth.Sampled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Queries with their truth, and how they fare under a setting. */
final class Questions {

  static final int DEEPEST = 100;

  /** More of the truth than is graded, to know what ties with the last. */
  static final int TRUTH_DEPTH = DEEPEST + 28;

  private static final float TIE = 1e-5f;
  private static final int WARM_UP = 20;

  private final List<Sampled> queries;
  private final SampledTruth truth;

  Questions(List<Sampled> queries, SampledTruth truth) {
    this.queries = queries;
    this.truth = truth;
  }

  /** The recalls at 1, 10 and 100, and the times of lookups of ten neighbours, ascending. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Fared(RecallGrade at1, RecallGrade at10, RecallGrade at100, long[] nanos) {

    /** The time that this share of the lookups took at most, in milliseconds. */
    double millis(double share) {
      int place = (int) Math.ceil(share * nanos.length) - 1;
      return nanos[Math.max(0, place)] / 1e6;
    }
  }

  Fared under(Setting setting, GenerationSearcher searcher) {
    for (int q = 0; q < Math.min(WARM_UP, queries.size()); q++) {
      ask(searcher, setting, q, 10);
    }
    long[] nanos = new long[queries.size()];
    List<List<String>> ten = new ArrayList<>();
    for (int q = 0; q < queries.size(); q++) {
      long begun = System.nanoTime();
      List<Hit<Map<String, Object>>> hits = ask(searcher, setting, q, 10);
      nanos[q] = System.nanoTime() - begun;
      ten.add(ids(hits, q, 10));
    }
    Arrays.sort(nanos);
    List<List<String>> hundred = new ArrayList<>();
    for (int q = 0; q < queries.size(); q++) {
      hundred.add(ids(ask(searcher, setting, q, DEEPEST), q, DEEPEST));
    }
    return new Fared(grade(ten, 1), grade(ten, 10), grade(hundred, DEEPEST), nanos);
  }

  private List<Hit<Map<String, Object>>> ask(
      GenerationSearcher searcher, Setting setting, int q, int k) {
    Sampled query = queries.get(q);
    int wanted = query.entityId() == null ? k : k + 1;
    Lookup lookup =
        Lookup.of(new Lookup.ByVector(query.vector()), wanted)
            .withNprobe(setting.nprobe())
            .withRerankFactor(setting.rerank());
    return searcher.search(query.vector(), lookup, null);
  }

  private List<String> ids(List<Hit<Map<String, Object>>> hits, int q, int k) {
    String self = queries.get(q).entityId();
    return hits.stream().map(Hit::id).filter(id -> !id.equals(self)).limit(k).toList();
  }

  private RecallGrade grade(List<List<String>> found, int k) {
    List<List<String>> tops = new ArrayList<>();
    List<List<String>> answers = new ArrayList<>();
    for (int q = 0; q < queries.size(); q++) {
      List<Near> near = truth.of(q);
      List<String> top = near.stream().limit(k).map(Near::entityId).toList();
      Set<String> counts = counts(near, k);
      long right = found.get(q).stream().limit(k).filter(counts::contains).count();
      tops.add(top);
      // Any of them will do: only how many were found decides the recall.
      answers.add(top.subList(0, (int) Math.min(top.size(), right)));
    }
    return Recall.grade(tops, answers, k);
  }

  /** The true neighbours, and whatever is as near as the last of them. */
  private static Set<String> counts(List<Near> near, int k) {
    Set<String> counts = new HashSet<>();
    float limit = Float.POSITIVE_INFINITY;
    if (near.size() > k) {
      float last = near.get(k - 1).distance();
      limit = last + TIE * Math.max(1e-3f, Math.abs(last));
    }
    for (Near one : near) {
      if (one.distance() <= limit) {
        counts.add(one.entityId());
      }
    }
    return counts;
  }
}
