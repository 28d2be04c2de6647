package io.nearfield.spark.search;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import java.io.Serializable;

/**
 * How a batch of queries is answered. Start from {@link #of}.
 *
 * @param index which index
 * @param k how many neighbours for each query
 * @param filter an expression over the index's attribute columns, or null
 * @param nprobe how many cells to probe, or 0 for the generation's own
 * @param rerankFactor candidates per neighbour that are compared exactly, or -1 for the
 *     generation's
 * @param exact whether every entry is compared by its full vector
 * @param radius everything at most this far is wanted, and k is how much of it at the most; NaN for
 *     the k nearest, however far
 */
public record SearchOptions(
    IndexRef index, int k, String filter, int nprobe, int rerankFactor, boolean exact, float radius)
    implements Serializable {

  public SearchOptions {
    if (k < 1 || k > Lookup.MAX_K) {
      throw new IllegalArgumentException(
          "Cannot look up k = " + k + " neighbours: k must be from 1 to " + Lookup.MAX_K + " (-k)");
    }
    if (nprobe < 0) {
      throw new IllegalArgumentException(
          "Cannot probe " + nprobe + " cells: --nprobe must be at least 1, or 0 for the default");
    }
    if (Float.isInfinite(radius)) {
      throw new IllegalArgumentException(
          "Cannot search within " + radius + ": the radius must be finite (--radius)");
    }
    if (!Float.isNaN(radius) && nprobe > 0) {
      throw new IllegalArgumentException(
          "Cannot probe a number of cells for a radius: all that can hold something so near are"
              + " looked into; leave out --nprobe or --radius");
    }
  }

  /** The k nearest. */
  public SearchOptions(
      IndexRef index, int k, String filter, int nprobe, int rerankFactor, boolean exact) {
    this(index, k, filter, nprobe, rerankFactor, exact, Float.NaN);
  }

  /** The k nearest with the generation's own settings. */
  public static SearchOptions of(IndexRef index, int k) {
    return new SearchOptions(index, k, null, 0, -1, false);
  }

  public SearchOptions withFilter(String newFilter) {
    return new SearchOptions(index, k, newFilter, nprobe, rerankFactor, exact, radius);
  }

  public SearchOptions withNprobe(int newNprobe) {
    return new SearchOptions(index, k, filter, newNprobe, rerankFactor, exact, radius);
  }

  public SearchOptions withRerankFactor(int newRerankFactor) {
    return new SearchOptions(index, k, filter, nprobe, newRerankFactor, exact, radius);
  }

  public SearchOptions asExact() {
    return new SearchOptions(index, k, filter, nprobe, rerankFactor, true, radius);
  }

  /** Everything at most that far away; of more than k the nearest. */
  public SearchOptions within(float newRadius) {
    return new SearchOptions(index, k, filter, nprobe, rerankFactor, exact, newRadius);
  }

  /** Whether all within a radius are wanted. */
  public boolean ranged() {
    return !Float.isNaN(radius);
  }
}
