package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;

/**
 * One query being answered: what is asked, of which moment, and what the stages share.
 *
 * @param vector prepared
 * @param start what is known of it already
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Query(
    Moment moment,
    float[] vector,
    QueryStart start,
    SearchRequest request,
    Scratch scratch,
    Tally tally) {

  TrainedIndex trained() {
    return moment.trained();
  }

  Shape shape() {
    return moment.cells().shape();
  }

  int cells() {
    return moment.cells().count();
  }

  boolean farthest() {
    return request.order() == SearchRequest.Order.FARTHEST;
  }

  /** What the index keeps of its entries, compared with this query. */
  Comparison kept() {
    return Comparison.of(trained(), shape(), vector, scratch);
  }

  CodeComparison codes() {
    return new CodeComparison(trained(), shape(), vector, start.turned(), scratch);
  }

  /**
   * Begins to collect the answer; one entry more of a range, to know whether there are too many.
   */
  Candidates startBest() {
    Candidates best = scratch.best;
    if (request.ranged()) {
      best.reset(request.k() + 1L, -request.radius());
    } else {
      best.reset(request.k(), Float.NEGATIVE_INFINITY);
    }
    return best;
  }

  /** The key of a distance: more comes first. */
  float key(float distance) {
    return farthest() ? distance : 0f - distance;
  }
}
