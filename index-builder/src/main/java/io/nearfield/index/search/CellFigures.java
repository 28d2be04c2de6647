package io.nearfield.index.search;

import java.io.Serializable;

/**
 * How full the cells are and how far their entries lie from the centroids; without dead entries.
 * Figures of several partitions of one index add up.
 *
 * @param entries how many there are
 * @param squaredDistance sum over the entries of the squared distance to their centroid
 * @param squaredLengths sum over the cells of the square of how many they hold
 * @param longest how many the fullest cell holds
 */
public record CellFigures(long entries, double squaredDistance, double squaredLengths, long longest)
    implements Serializable {

  /** Of no cells. */
  public static final CellFigures NONE = new CellFigures(0, 0, 0, 0);

  /** Of both. */
  public CellFigures plus(CellFigures other) {
    return new CellFigures(
        entries + other.entries,
        squaredDistance + other.squaredDistance,
        squaredLengths + other.squaredLengths,
        Math.max(longest, other.longest));
  }

  /** With one cell more. */
  CellFigures plusCell(long length, double distance) {
    return plus(new CellFigures(length, distance, (double) length * length, length));
  }

  /** Mean squared distance of an entry to its centroid; NaN without entries. */
  public double cellDistance() {
    return squaredDistance / entries;
  }

  /**
   * {@code cells * sum(n^2) / sum(n)^2} over the lengths n: 1 if all cells are equally full; the
   * cost of a lookup grows with it.
   *
   * @param cells how many the index has, empty ones included
   */
  public double imbalance(int cells) {
    return entries == 0 ? 1 : cells * squaredLengths / ((double) entries * entries);
  }
}
