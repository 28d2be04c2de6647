package io.nearfield.connect.api;

import io.nearfield.connect.api.GenerationFigures.Lists;
import io.nearfield.connect.api.GenerationFigures.Training;
import java.util.Locale;

/**
 * How far the entries of a generation have left what was trained.
 *
 * <p>With d the mean squared distance of the entries to the centroid of their cell, i the imbalance
 * of the lists and d0, i0 the same at the build, the score is {@code 1 - 1 / max(1, d / d0 * i /
 * i0)}: 0 while lookups cost and find what they did then, 0.5 when codes describe twice the
 * distances or the mean lookup meets lists twice as long.
 */
public final class Drift {

  /** Above this a new build pays. */
  public static final double REBUILD = 0.2;

  /** Vectors this much farther from the centroids than those of the build are of another kind. */
  private static final double FOREIGN = 2;

  private Drift() {}

  /** The score; NaN if the build was not measured. */
  public static double score(Training built, double cellDistance, Lists lists) {
    return score(built, cellDistance, lists.imbalance());
  }

  /** The same, of lists that are as uneven as {@link Lists#imbalance} says. */
  public static double score(Training built, double cellDistance, double imbalance) {
    if (built == null || !(built.cellDistance() > 0) || !(built.imbalance() > 0)) {
      return Double.NaN;
    }
    double growth = cellDistance / built.cellDistance() * (imbalance / built.imbalance());
    return 1 - 1 / Math.max(1, growth);
  }

  /**
   * Why a new build is due, or null.
   *
   * @param spread of the vectors that came, see {@code Coverage}
   * @param grown entries now, as a multiple of those at the build
   */
  public static String advice(double score, double spread, double grown) {
    if (score >= REBUILD) {
      return text(
          "drift is %.2f (0.20 and more: build again): the entries no longer fit the cells and"
              + " codes",
          score);
    }
    if (spread >= FOREIGN) {
      return text(
          "the new vectors lie %.1f times as far from the centroids as those of the build; if more"
              + " of their kind come, build again",
          spread);
    }
    if (grown >= 2) {
      return text(
          "there are %.1f times as many entries as at the build, which wants more cells; build"
              + " again",
          grown);
    }
    return null;
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
