package io.nearfield.index.living;

import io.nearfield.index.VectorIndex;

/**
 * How many entries a cell should hold.
 *
 * <p>A cell is too large above {@code most}, and also above three times the mean of all cells as
 * long as it could be cut into two that are not too small. It is too small below {@code least}
 * while it holds under a quarter of the mean; but not in an index whose mean itself is below {@code
 * least}: its cells wait to be filled.
 *
 * @param least what a cell may shrink to, at least 1
 * @param most what a cell may grow to, at least four times {@code least}: halves of a cell that was
 *     just split must not be too small, nor a cell that was just merged into too large
 */
public record CellBounds(int least, int most) {

  private static final int LEAST_TARGET = 32;

  public CellBounds {
    if (least < 1 || most / 4 < least) {
      throw new IllegalArgumentException(
          "Cannot bound cells: the least must be at least 1 and at most a quarter of the most, got %d and %d"
              .formatted(least, most));
    }
  }

  /** From an eighth of {@code target} to twice as many. */
  public static CellBounds around(int target) {
    int atLeast = Math.max(LEAST_TARGET, target);
    return new CellBounds(atLeast / 8, Math.multiplyExact(2, atLeast));
  }

  /** Around what the cells of an index hold on average now. */
  public static CellBounds of(VectorIndex index) {
    return around((int) Math.min(Integer.MAX_VALUE / 2, index.size() / index.cells()));
  }

  boolean large(int size, double mean) {
    return size > most || (size > 3 * mean && size > 4 * least);
  }

  boolean small(int size, double mean) {
    return size < least && size < mean / 4 && mean >= least;
  }
}
