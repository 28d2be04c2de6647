package io.nearfield.index.search;

import java.util.BitSet;
import java.util.function.LongConsumer;

/** The ids whose bit is set. */
final class IdBitmap implements IdFilter {

  private final BitSet bits;
  private final long count;

  IdBitmap(BitSet bits) {
    this.bits = bits;
    this.count = bits.cardinality();
  }

  @Override
  public boolean test(long id) {
    return id >= 0 && id <= Integer.MAX_VALUE && bits.get((int) id);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public void forEach(LongConsumer action) {
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      action.accept(i);
      if (i == Integer.MAX_VALUE) {
        return; // i + 1 would overflow
      }
    }
  }
}
