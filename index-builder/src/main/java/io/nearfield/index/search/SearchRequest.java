package io.nearfield.index.search;

import io.nearfield.index.VectorIndex;
import java.util.function.LongSupplier;

/**
 * What is asked of a {@link VectorIndex}. Start from {@link #nearest}, {@link #farthest} or {@link
 * #within}.
 *
 * @param order nearest or farthest first
 * @param k how many neighbours are wanted; for a range, how many may be answered at the most
 * @param radius NaN for the best k; else every entry at most this far is wanted
 * @param nprobe how many cells with entries to look into; ignored when {@link #exact}
 * @param margin leaves out cells that are this much less promising than the best, so that an easy
 *     query looks into fewer than {@code nprobe}: see {@link
 *     io.nearfield.index.ivf.CoarseQuantizer}; infinity leaves out none
 * @param rerankFactor how many candidates per wanted neighbour are compared again by what the index
 *     keeps of the vectors; 0 answers by codes alone. An index that keeps none ignores it
 * @param exact compare every entry by the best that is kept, and ignore the codes
 * @param filter which ids may be answered; null for all
 * @param nanoTime where the times of the {@link SearchTrace} come from; null leaves them zero
 */
public record SearchRequest(
    Order order,
    int k,
    float radius,
    int nprobe,
    float margin,
    int rerankFactor,
    boolean exact,
    IdFilter filter,
    LongSupplier nanoTime) {

  /** Which end of the order is wanted. */
  public enum Order {
    NEAREST,
    FARTHEST
  }

  /** Cells that are looked into unless said otherwise. */
  public static final int DEFAULT_NPROBE = 16;

  /** Candidates per wanted neighbour unless said otherwise. */
  public static final int DEFAULT_RERANK_FACTOR = 10;

  public SearchRequest {
    requireAtLeast("k", k, 1);
    requireAtLeast("nprobe", nprobe, 1);
    requireAtLeast("the re-rank factor", rerankFactor, 0);
    if (!(margin >= 0)) {
      throw new IllegalArgumentException(
          "Cannot search: the margin must be at least 0, got " + margin);
    }
    if (radius == Float.POSITIVE_INFINITY || radius == Float.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          "Cannot search: the radius must be finite, got " + radius + "; ask for the nearest k");
    }
    if (order == Order.FARTHEST && !Float.isNaN(radius)) {
      throw new IllegalArgumentException(
          "Cannot search: a radius bounds the nearest, not the farthest, got " + radius);
    }
  }

  /** The k nearest. */
  public static SearchRequest nearest(int k) {
    return of(Order.NEAREST, k, Float.NaN, DEFAULT_NPROBE);
  }

  /** The k farthest, over every cell. */
  public static SearchRequest farthest(int k) {
    return of(Order.FARTHEST, k, Float.NaN, Integer.MAX_VALUE);
  }

  /** Everything at most {@code radius} away, the nearest {@code most} if there is more. */
  public static SearchRequest within(float radius, int most) {
    if (Float.isNaN(radius)) {
      throw new IllegalArgumentException("Cannot search: the radius is NaN");
    }
    return of(Order.NEAREST, most, radius, DEFAULT_NPROBE);
  }

  private static SearchRequest of(Order order, int k, float radius, int nprobe) {
    return new SearchRequest(
        order,
        k,
        radius,
        nprobe,
        Float.POSITIVE_INFINITY,
        DEFAULT_RERANK_FACTOR,
        false,
        null,
        null);
  }

  public SearchRequest withNprobe(int newNprobe) {
    return new SearchRequest(
        order, k, radius, newNprobe, margin, rerankFactor, exact, filter, nanoTime);
  }

  public SearchRequest withMargin(float newMargin) {
    return new SearchRequest(
        order, k, radius, nprobe, newMargin, rerankFactor, exact, filter, nanoTime);
  }

  public SearchRequest withRerankFactor(int newRerankFactor) {
    return new SearchRequest(
        order, k, radius, nprobe, margin, newRerankFactor, exact, filter, nanoTime);
  }

  /** The same, over every entry and by the best that is kept of it. */
  public SearchRequest exactly() {
    return new SearchRequest(
        order, k, radius, nprobe, margin, rerankFactor, true, filter, nanoTime);
  }

  public SearchRequest withFilter(IdFilter newFilter) {
    return new SearchRequest(
        order, k, radius, nprobe, margin, rerankFactor, exact, newFilter, nanoTime);
  }

  /** The same, with the time of each stage measured, usually by {@code System::nanoTime}. */
  public SearchRequest timedBy(LongSupplier newNanoTime) {
    return new SearchRequest(
        order, k, radius, nprobe, margin, rerankFactor, exact, filter, newNanoTime);
  }

  /** Whether all within a radius are wanted. */
  public boolean ranged() {
    return !Float.isNaN(radius);
  }

  private static void requireAtLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Cannot search: %s must be at least %d, got %d".formatted(what, least, value));
    }
  }
}
