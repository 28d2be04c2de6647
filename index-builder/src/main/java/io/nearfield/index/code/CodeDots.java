package io.nearfield.index.code;

/** One query, ready to be compared with many codes. Immutable and thread-safe. */
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
}
