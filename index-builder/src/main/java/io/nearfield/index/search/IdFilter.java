package io.nearfield.index.search;

import java.util.BitSet;
import java.util.function.LongConsumer;

/**
 * Which ids may be answered. Thread-safe as long as nobody changes what it was made of.
 *
 * <p>A filter that can count the ids that pass lets a search choose: few are compared one by one,
 * many by looking into cells.
 */
@FunctionalInterface
public interface IdFilter {

  /** Whether this id may be answered. */
  boolean test(long id);

  /** How many ids pass, whether they exist or not; -1 when that is not known. */
  default long count() {
    return -1;
  }

  /** Hands over each id that passes, once; only when {@link #count} is known. */
  default void forEach(LongConsumer action) {
    throw new UnsupportedOperationException("Cannot list the ids of a filter without a count");
  }

  /** These ids alone; repeated ones count once. */
  static IdFilter of(long... ids) {
    return IdSet.of(ids);
  }

  /** The ids whose bit is set: 0 to 2^31 - 1. The bits are copied. */
  static IdFilter bitmap(BitSet bits) {
    return new IdBitmap((BitSet) bits.clone());
  }
}
