package io.nearfield.index.code;

/**
 * One query, ready to be compared with many codes. Thread-safe until its arrays are given to the
 * next query by {@link VectorCodec#dots(float[], CodeDots)}.
 */
@FunctionalInterface
public interface CodeDots {

  /**
   * Inner products: out[outFrom + i] = query . (what entry from + i stands for). From them every
   * metric follows.
   *
   * @param store codes in the {@link VectorCodec#layout} of their codec
   * @param from the first entry, a multiple of {@link CodeLayout#BLOCK}
   */
  void score(byte[] store, int from, int count, float[] out, int outFrom);

  /**
   * The entries of [from, from + count) that are good enough: those with value = dot + bias &gt;=
   * least, where dot is what {@link #score} gives, to the bit. Writes entry and value of each,
   * ascending, from place 0 on.
   *
   * <p>This is what a search calls: codecs fuse the sum, the bias and the comparison, so that an
   * entry that is not good enough costs nothing beyond its share of a register.
   *
   * @param store as for {@link #score}
   * @param from the first entry, a multiple of {@link CodeLayout#BLOCK}
   * @param bias what is added to the dot of entry from + i, at {@code biasFrom + i}; null for
   *     nothing
   * @param entries receives the numbers of the entries in the store; holds {@code count}
   * @param values receives their values; holds {@code count}
   * @return how many were written
   */
  default int above(
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float least,
      int[] entries,
      float[] values) {
    score(store, from, count, values, 0);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      float value = bias == null ? values[i] : values[i] + bias[biasFrom + i];
      if (value >= least) {
        entries[kept] = from + i;
        values[kept++] = value;
      }
    }
    return kept;
  }

  /**
   * By how much a value may differ from the inner product with the decoded code because tables are
   * rounded; 0 when only float rounding is left.
   */
  default float error() {
    return 0;
  }
}
