package io.nearfield.spark.build;

import io.nearfield.index.VectorBatch;
import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * The held-out queries of a grade: entities of the index that were kept out of the training sample
 * and are asked for by their own vector.
 *
 * @param entityIds whose vectors they are; each is left out of its own truth and answer
 * @param prepared their vectors, prepared for the metric, in the same order
 */
record GradedQueries(List<String> entityIds, VectorBatch prepared) implements Serializable {

  /**
   * How many queries grade {@code entries} vectors: never more than a tenth, so that enough is left
   * to train from, and at least one.
   */
  static int count(int wanted, long entries) {
    return (int) Math.max(1, Math.min(wanted, entries / 10));
  }

  int size() {
    return entityIds.size();
  }

  String entityId(int query) {
    return entityIds.get(query);
  }

  Set<String> asSet() {
    return Set.copyOf(entityIds);
  }
}
