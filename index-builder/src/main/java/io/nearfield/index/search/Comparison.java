package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;

/**
 * One query against what the index keeps of its entries: full vectors, refined codes or, where it
 * keeps nothing else, the codes. Gives scores of its {@link Measure}, the same for an entry
 * whichever way it is asked for.
 */
interface Comparison {

  Measure measure();

  /** The scores of some entries of a part, in any order. */
  void at(Part part, int cell, int[] slots, int count, float[] out);

  /** The scores of the entries from {@code from} on. */
  void range(Part part, int cell, int from, int count, float[] out);

  /** The best there is for an index of this shape. */
  static Comparison of(TrainedIndex trained, Shape shape, float[] query, Scratch scratch) {
    if (shape.floats()) {
      return new FloatComparison(trained.metric(), query, scratch);
    }
    if (shape.refinedSize() > 0) {
      return new ByteComparison(trained, query, scratch);
    }
    return new CodeComparison(trained, shape, query, null, scratch);
  }
}
