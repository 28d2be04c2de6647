package io.nearfield.index;

/**
 * What an index takes up in memory, by its spec: what a search reads. Beside it there are copies of
 * centroids and codebook in the order in which they are multiplied, and, from the first change on,
 * a table to find entries by id.
 */
public final class IndexMemory {

  private static final int ID = Long.BYTES;

  private IndexMemory() {}

  /** Bytes of one entry: its id, its code, its bias and what it is refined by. */
  public static long perVector(IndexSpec spec, int dimension, Metric metric) {
    long floats = (long) Float.BYTES * dimension;
    long bytes = ID + (long) spec.codeSize(dimension);
    if (!spec.quantized() || spec.refinement() == IndexSpec.Refinement.FLAT) {
      bytes += floats;
    } else if (spec.refinedByBytes()) {
      bytes += dimension;
    }
    return bytes + (biased(spec, metric) ? Float.BYTES : 0);
  }

  /** Bytes of everything that a search reads: the entries, the centroids and the codebook. */
  public static long of(IndexSpec spec, long count, int dimension, Metric metric) {
    long floats = (long) spec.cells() * dimension;
    floats += (long) spec.codebookRows(dimension) * spec.codebookDimension(dimension);
    return count * perVector(spec, dimension, metric) + floats * Float.BYTES;
  }

  private static boolean biased(IndexSpec spec, Metric metric) {
    return spec.quantized()
        && switch (metric) {
          case EUCLIDEAN, L1 -> true;
          case COSINE ->
              spec.hasCells()
                  || (spec.code() != IndexSpec.Code.RABITQ && spec.code() != IndexSpec.Code.LSH);
          default -> false;
        };
  }
}
