package io.nearfield.index.code;

/** One query, ready to be compared with many codes. Immutable and thread-safe. */
@FunctionalInterface
public interface CodeDots {

  /**
   * Inner products: out[outFrom + i] = query . (what code i stands for). From them every metric
   * follows.
   *
   * @param codes Layout: (count, codeSize), from {@code codesFrom}
   */
  void score(byte[] codes, int codesFrom, int count, float[] out, int outFrom);
}
