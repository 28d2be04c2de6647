package io.nearfield.spark.build;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.spark.build.SampleVectors.Sampled;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The held-out queries of a build: entities of the index that were kept out of the training sample
 * and are asked for by their own vector. Every other one chooses how lookups are answered, the rest
 * grade that choice: what chose must not be what grades.
 *
 * @param entityIds whose vectors they are; each is left out of its own truth and answer
 * @param prepared their vectors, prepared for the metric, in the same order
 */
record HeldOutQueries(List<String> entityIds, VectorBatch prepared) implements Serializable {

  /**
   * How many queries are held out of {@code entries} vectors: {@code wanted} to grade and as many
   * to choose, never more than a tenth of all for each, so that enough is left to train from, and
   * at least one for each.
   */
  static int count(int wanted, long entries) {
    return (int) Math.min(entries, 2 * Math.max(1, Math.min(wanted, entries / 10)));
  }

  static HeldOutQueries of(List<Sampled> drawn, TrainedIndex trained) {
    return new HeldOutQueries(
        drawn.stream().map(Sampled::entityId).toList(),
        VectorBatch.ofRows(drawn.stream().map(one -> trained.prepare(one.vector())).toList()));
  }

  int size() {
    return entityIds.size();
  }

  String entityId(int query) {
    return entityIds.get(query);
  }

  /** The queries that choose the setting. */
  int[] choosing() {
    return IntStream.range(0, size()).filter(query -> query % 2 == 0).toArray();
  }

  /** The queries that grade it; a single query must do both. */
  int[] grading() {
    return IntStream.range(0, size()).filter(query -> query % 2 == 1 || size() == 1).toArray();
  }
}
