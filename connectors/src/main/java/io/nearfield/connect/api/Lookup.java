package io.nearfield.connect.api;

import java.io.Serializable;

/**
 * A question to an index: what to search for, how many neighbours, among what.
 *
 * @param query what to search for
 * @param k how many neighbours, 1 to {@value #MAX_K}
 * @param filter an expression over attributes such as {@code price < 20 and lang = 'de'}, or null
 * @param nprobe how many cells to probe, or 0 for the generation's own
 * @param rerankFactor candidates per neighbour that are compared exactly, or -1 for the
 *     generation's
 * @param exact whether every entry is compared by its full vector
 */
public record Lookup(Query query, int k, String filter, int nprobe, int rerankFactor, boolean exact)
    implements Serializable {

  /** The largest k. */
  public static final int MAX_K = 10_000;

  /** What to search for. */
  public sealed interface Query extends Serializable {}

  /** By a vector of the index's dimension. */
  @SuppressWarnings("ArrayRecordComponent") // a request in transit, never compared
  public record ByVector(float[] vector) implements Query {}

  /** By the vector of an indexed entity, which is itself left out of the answer. */
  public record ByEntity(String entityId) implements Query {}

  /** By words, embedded with the index's own model. */
  public record ByText(String text) implements Query {}

  /** By an encoded picture, embedded with the index's own model. */
  @SuppressWarnings("ArrayRecordComponent") // a request in transit, never compared
  public record ByImage(byte[] bytes) implements Query {}

  public Lookup {
    if (k < 1 || k > MAX_K) {
      throw new IllegalArgumentException(
          "Cannot look up k = " + k + " neighbours: k must be from 1 to " + MAX_K + " (-k)");
    }
    if (nprobe < 0) {
      throw new IllegalArgumentException(
          "Cannot probe " + nprobe + " cells: --nprobe must be at least 1, or 0 for the default");
    }
  }

  /** The k nearest with the generation's own settings. */
  public static Lookup of(Query query, int k) {
    return new Lookup(query, k, null, 0, -1, false);
  }

  public Lookup withFilter(String newFilter) {
    return new Lookup(query, k, newFilter, nprobe, rerankFactor, exact);
  }

  public Lookup withNprobe(int newNprobe) {
    return new Lookup(query, k, filter, newNprobe, rerankFactor, exact);
  }

  public Lookup withRerankFactor(int newRerankFactor) {
    return new Lookup(query, k, filter, nprobe, newRerankFactor, exact);
  }

  public Lookup asExact() {
    return new Lookup(query, k, filter, nprobe, rerankFactor, true);
  }
}
