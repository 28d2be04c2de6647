package io.nearfield.benchmarks.compare;

import java.util.Locale;

/**
 * How one index is searched.
 *
 * @param nprobe cells looked into at the most; 1 for an index without cells
 * @param margin leaves out cells that are so much less promising than the best; infinity leaves out
 *     none, and is all that a side without margins knows
 * @param rerank candidates per wanted neighbour that are compared again; 0 answers by codes alone
 */
public record Setting(int nprobe, float margin, int rerank) {

  public Setting(int nprobe, int rerank) {
    this(nprobe, Float.POSITIVE_INFINITY, rerank);
  }

  Setting withMargin(int newNprobe, float newMargin) {
    return new Setting(newNprobe, newMargin, rerank);
  }

  @Override
  public String toString() {
    String text = "nprobe " + nprobe;
    if (margin != Float.POSITIVE_INFINITY) {
      text += String.format(Locale.ROOT, ", margin %.3f", margin);
    }
    return rerank == 0 ? text : text + ", re-rank " + rerank;
  }
}
