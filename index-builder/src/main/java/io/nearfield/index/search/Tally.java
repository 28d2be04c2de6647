package io.nearfield.index.search;

import java.util.function.LongSupplier;

/** Counts what one search does and, when it is given a clock, how long each stage takes. */
final class Tally {

  int cellsProbed;
  long scanned;
  long filtered;
  long dead;
  long reranked;
  private final LongSupplier nanoTime; // null: times stay zero
  private long last;
  private long coarse;
  private long tables;
  private long scan;
  private long rerank;

  Tally(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = nanoTime == null ? 0 : nanoTime.getAsLong();
  }

  void coarseDone() {
    coarse += lap();
  }

  void tablesDone() {
    tables += lap();
  }

  void scanDone() {
    scan += lap();
  }

  void rerankDone() {
    rerank += lap();
  }

  private long lap() {
    if (nanoTime == null) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    long lap = now - last;
    last = now;
    return lap;
  }

  SearchTrace trace() {
    return new SearchTrace(
        cellsProbed, scanned, filtered, dead, reranked, coarse, tables, scan, rerank);
  }
}
