package io.nearfield.index.projection;

import io.nearfield.index.VectorBatch;

/**
 * Lays vectors out in the plane, for people to look at. What is near is by Euclidean distance; of
 * vectors of unit length that is the order of the cosine too.
 *
 * <p>Both ways end in the same square: the middle of the points' extent lies at the origin and the
 * longer side goes from -1 to 1, one scale for both axes; they vary most across. Deterministic, see
 * {@link ProjectionParams#seed}. Stateless and thread-safe.
 *
 * <pre>{@code
 * VectorBatch plane = Projector.neighbours(rows, ProjectionParams.defaults());
 * float x = plane.values()[2 * i], y = plane.values()[2 * i + 1];
 * }</pre>
 */
public final class Projector {

  /** The most rows that {@link #neighbours} takes: every pair of them is compared. */
  public static final int MOST_ROWS = 20_000;

  /** With fewer rows there is nothing to tell neighbours from others by. */
  private static final int FEWEST_ROWS = 5;

  private Projector() {}

  /**
   * The two directions in which the rows vary most. O(rows * dimension) time.
   *
   * @return Layout: (rows, 2)
   */
  public static VectorBatch principal(VectorBatch rows, ProjectionParams params) {
    requireFinite(rows);
    return Square.fit(PrincipalPlane.of(rows, params));
  }

  /**
   * A layout in which neighbours lie together and others apart, started from {@link #principal}.
   * Distances between far points mean little. O(rows^2 * dimension + rows * neighbours * epochs)
   * time, O(rows * neighbours) memory.
   *
   * @param rows at most {@value #MOST_ROWS}
   * @return Layout: (rows, 2)
   */
  public static VectorBatch neighbours(VectorBatch rows, ProjectionParams params) {
    if (rows.rows() > MOST_ROWS) {
      throw new IllegalArgumentException(
          "Cannot project %d vectors by their neighbours: at most %d are compared with each other; take a sample"
              .formatted(rows.rows(), MOST_ROWS));
    }
    VectorBatch start = principal(rows, params);
    if (rows.rows() < FEWEST_ROWS) {
      return start;
    }
    int k = Math.min(params.neighbours(), rows.rows() - 1);
    Ties ties = Ties.of(NeighbourGraph.of(rows, k, params.threads()));
    return Square.fit(Square.turn(NeighbourLayout.of(start, ties, params), params));
  }

  private static void requireFinite(VectorBatch rows) {
    float[] values = rows.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "Cannot project vectors: every number must be finite, got %s (row %d, position %d)"
                .formatted(values[i], i / rows.dimension(), i % rows.dimension()));
      }
    }
  }
}
