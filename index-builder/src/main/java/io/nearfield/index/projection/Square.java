package io.nearfield.index.projection;

import io.nearfield.index.VectorBatch;

/** Turns, moves and scales points into the square from -1 to 1. */
final class Square {

  private Square() {}

  /** Turns points about their mean so that they vary most across. */
  static VectorBatch turn(VectorBatch points, ProjectionParams params) {
    return PrincipalPlane.of(points, params);
  }

  /** The middle of their extent to the origin, the longer side to 2; one scale for both axes. */
  static VectorBatch fit(VectorBatch points) {
    float[] values = points.values();
    if (values.length == 0) {
      return points;
    }
    double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] greatest = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (int i = 0; i < values.length; i++) {
      least[i & 1] = Math.min(least[i & 1], values[i]);
      greatest[i & 1] = Math.max(greatest[i & 1], values[i]);
    }
    double side = Math.max(greatest[0] - least[0], greatest[1] - least[1]);
    float[] fitted = new float[values.length];
    for (int i = 0; i < values.length && side > 0; i++) {
      double middle = (least[i & 1] + greatest[i & 1]) / 2;
      fitted[i] = (float) (2 * (values[i] - middle) / side);
    }
    return new VectorBatch(fitted, 2);
  }
}
