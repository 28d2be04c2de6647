package io.nearfield.index.search;

import java.util.Comparator;

/**
 * Which entries are wanted where every one is compared by its full vector.
 *
 * @param k how many at the most, at least 1
 * @param order which of them first
 * @param radius which distances count
 */
public record Selection(int k, SearchRequest.Order order, Radius radius) {

  /** Which distances count. */
  @FunctionalInterface
  public interface Radius {

    /** Every distance. */
    Radius ANY = distance -> true;

    boolean holds(float distance);
  }

  public Selection {
    if (k < 1) {
      throw new IllegalArgumentException("Cannot select: k must be at least 1, got " + k);
    }
  }

  /** The order of the hits: by distance, ties by id. */
  public Comparator<Hit<?>> hitOrder() {
    return farthest()
        ? Comparator.<Hit<?>>comparingDouble(hit -> -hit.distance()).thenComparing(Hit::id)
        : Comparator.<Hit<?>>naturalOrder();
  }

  boolean farthest() {
    return order == SearchRequest.Order.FARTHEST;
  }
}
