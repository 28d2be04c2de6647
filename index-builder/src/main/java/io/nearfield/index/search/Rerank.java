package io.nearfield.index.search;

import java.util.Arrays;

/**
 * Compares candidates by what the index keeps of them, in the order in which they lie in memory:
 * the rows of one part are asked for at once, so that their ways from memory overlap.
 */
final class Rerank {

  private Rerank() {}

  /** Collects the answer from the candidates of the query. */
  static void run(Query query, Comparison comparison) {
    Scratch scratch = query.scratch();
    int n = scratch.candidates.size();
    long[] order = scratch.longs(n);
    for (int i = 0; i < n; i++) {
      order[i] = scratch.candidates.entry(i);
    }
    Arrays.sort(order, 0, n);
    Candidates best = query.startBest();
    Measure measure = comparison.measure();
    int[] slots = scratch.found;
    float[] scores = scratch.values;
    for (int from = 0; from < n; ) {
      int number = Parts.number(order[from]);
      int to = from;
      while (to < n && to - from < Scratch.RUN && Parts.number(order[to]) == number) {
        slots[to - from] = Parts.slot(order[to]);
        to++;
      }
      Part part = scratch.parts.part(number);
      comparison.at(part, scratch.parts.cell(number), slots, to - from, scores);
      for (int i = from; i < to; i++) {
        best.offer(query.key(measure.distance(scores[i - from])), order[i]);
      }
      from = to;
    }
    query.tally().reranked = n;
  }
}
