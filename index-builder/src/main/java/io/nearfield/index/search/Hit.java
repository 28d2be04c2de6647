package io.nearfield.index.search;

/**
 * One answer. Lists of hits are ordered nearest first, ties by id.
 *
 * @param id whose vector it is
 * @param distance by the metric: EUCLIDEAN the root of the sum of squares, COSINE one minus cosine,
 *     DOT the negated inner product, L1 the sum of absolute differences
 * @param attachment what was stored with the entry; may be null
 */
public record Hit<A>(String id, float distance, A attachment) implements Comparable<Hit<?>> {

  /** Nearest first, ties by id. */
  @Override
  public int compareTo(Hit<?> other) {
    int byDistance = Float.compare(distance, other.distance);
    return byDistance != 0 ? byDistance : id.compareTo(other.id);
  }
}
