package io.nearfield.flink.operator;

import io.nearfield.connect.api.Drift;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures.Training;
import io.nearfield.index.search.CellFigures;

/** Judges how far a generation's cells have left what was trained. Not thread-safe. */
final class RebuildWatch {

  private volatile double drift = Double.NaN;
  private volatile long advised = -1;

  /** The last score; NaN if there is none. */
  double drift() {
    return drift;
  }

  /** Whether a new build pays by what was seen last. */
  boolean isDue(long generation) {
    return advised == generation;
  }

  /**
   * Looks at a generation's cells.
   *
   * @param cells how many it has
   * @return why a new build is due, once for each generation; null otherwise
   */
  String look(Generation generation, CellFigures figures, int cells) {
    Training built = generation.figures().training();
    drift =
        figures.entries() == 0
            ? Double.NaN
            : Drift.score(built, figures.cellDistance(), figures.imbalance(cells));
    double grown =
        generation.entries() == 0 ? 1 : (double) figures.entries() / generation.entries();
    String advice = Drift.advice(drift, Double.NaN, grown);
    if (advice == null || advised == generation.number()) {
      return null;
    }
    advised = generation.number();
    return advice;
  }
}
