package io.nearfield.index.binary;

import io.nearfield.index.Metric;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.IdFilter;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.search.SearchRequest.Order;
import io.nearfield.index.search.SearchTrace;

/**
 * One query over all rows, a block at a time: distances of the whole block, then only the rows
 * within reach are looked at. Not thread-safe.
 */
final class BitScan {

  private final Metric metric;
  private final SearchRequest request;
  private final long[] query;
  private final float sign; // keys are distances nearest first, negated distances farthest first
  private final BestIds best;
  private long matching;
  private long filtered;
  private long dead;

  BitScan(Metric metric, SearchRequest request, long[] query) {
    this.metric = metric;
    this.request = request;
    this.query = query;
    this.sign = request.order() == Order.FARTHEST ? -1 : 1;
    this.best = new BestIds(request.k());
  }

  /**
   * Offers the living rows of a block.
   *
   * @param scratch at least as large as the block
   */
  void over(BitBlock block, int count, long version, BitDistances scratch) {
    float[] distances = scratch.compute(metric, query, block.rows, count);
    IdFilter filter = request.filter();
    float reach = reach();
    for (int slot = 0; slot < count; slot++) {
      float key = sign * distances[slot];
      if (key > reach) {
        continue;
      }
      if (!block.lives(slot, version)) {
        dead++;
      } else if (filter != null && !filter.test(block.ids[slot])) {
        filtered++;
      } else {
        matching++;
        best.offer(key, block.ids[slot]);
        reach = reach();
      }
    }
  }

  /** What is above this cannot be answered. A range counts all within it, kept or not. */
  private float reach() {
    return request.ranged() ? request.radius() : best.threshold();
  }

  Answer answer(BitRows rows) {
    best.sort();
    float[] distances = best.keys();
    for (int i = 0; i < distances.length; i++) {
      distances[i] *= sign;
    }
    boolean complete = !request.ranged() || matching <= request.k();
    String reason =
        complete
            ? ""
            : "%d entries lie within the radius, at most %d were asked for"
                .formatted(matching, request.k());
    SearchTrace trace = new SearchTrace(1, rows.size(), filtered, dead, 0, 0, 0, 0, 0);
    return new Answer(best.ids(), distances, complete, reason, trace);
  }
}
