package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.lookup.ItemText;
import java.util.List;
import java.util.Map;

/**
 * The answer to a lookup.
 *
 * @param generation which generation of the index answered
 * @param complete whether nothing is missing
 * @param partial what is missing, or null
 * @param total how many there are on all pages; -1 if that is not known
 * @param neighbours in the order that was asked for
 * @param tookMs how long it took here, in milliseconds
 * @param explanation how it was answered, if that was asked
 */
record ShownAnswer(
    long generation,
    boolean complete,
    String partial,
    long total,
    List<ShownNeighbour> neighbours,
    double tookMs,
    Explanation explanation) {

  /**
   * One neighbour.
   *
   * @param id the entity
   * @param distance by the index's metric, smaller is nearer
   * @param attributes those kept in the index that were asked for
   * @param item what the entity says; null if it is not among the items, or was not asked for
   */
  record ShownNeighbour(
      String id, double distance, Map<String, Object> attributes, ShownItem.Brief item) {}

  /**
   * Answers for each of several entities.
   *
   * @param answers by the entity that was asked for
   */
  record Each(Map<String, ShownAnswer> answers, double tookMs) {}

  /**
   * How a lookup was answered.
   *
   * @param index who answered
   * @param spec how it is built
   * @param metric what near means
   * @param model who made the vectors
   * @param nprobe how many cells were probed at first
   * @param rerankFactor candidates per neighbour that were compared exactly
   * @param exact whether all entries were compared by their full vectors
   * @param filter what was to pass, or null
   * @param recall how the generation was graded
   */
  record Explanation(
      String index,
      String spec,
      String metric,
      String model,
      int nprobe,
      int rerankFactor,
      boolean exact,
      String filter,
      ShownIndex.ShownRecall recall) {}

  static ShownAnswer of(
      String dataset, Neighbours neighbours, Map<String, ItemText> items, long nanos) {
    return new ShownAnswer(
        neighbours.generation(),
        neighbours.isComplete(),
        neighbours.partial(),
        neighbours.total(),
        neighbours.neighbours().stream().map(one -> shown(dataset, one, items)).toList(),
        millis(nanos),
        null);
  }

  ShownAnswer explainedBy(Explanation how) {
    return new ShownAnswer(generation, complete, partial, total, neighbours, tookMs, how);
  }

  static double millis(long nanos) {
    return Math.round(nanos / 1e4) / 1e2;
  }

  private static ShownNeighbour shown(String dataset, Neighbour one, Map<String, ItemText> items) {
    ItemText item = items.get(one.entityId());
    return new ShownNeighbour(
        one.entityId(),
        one.distance(),
        one.attributes(),
        item == null ? null : ShownItem.Brief.of(dataset, one.entityId(), item));
  }
}
