package io.nearfield.benchmarks.compare;

/**
 * How one index is searched.
 *
 * @param nprobe cells looked into; 1 for an index without cells
 * @param rerank candidates per wanted neighbour that are compared again; 0 answers by codes alone
 */
public record Setting(int nprobe, int rerank) {

  @Override
  public String toString() {
    return rerank == 0 ? "nprobe " + nprobe : "nprobe %d, re-rank %d".formatted(nprobe, rerank);
  }
}
