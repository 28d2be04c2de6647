package io.nearfield.index.projection;

import io.nearfield.index.VectorBatch;
import java.util.SplittableRandom;

/**
 * Moves points until those with strong ties lie together: in every epoch ties pull their two ends,
 * strong ones more often than weak ones, and each pull is paid for by pushes away from a few points
 * drawn at random. (J. Tang, J. Liu, M. Zhang, Q. Mei, Visualizing Large-scale and High-dimensional
 * Data, 2016, section 3; the schedule of the ties as in McInnes et al. 2018, section 4.)
 *
 * <p>How alike two points look falls as {@code 1 / (1 + distance^2)}, as in t-SNE. One thread: the
 * result depends on the order of the steps.
 */
final class NeighbourLayout {

  private static final int PUSHES = 5;
  private static final double FIRST_STEP = 1;
  private static final float MOST = 4; // of one step along one axis
  private static final float START_SIDE = 20; // wide enough that groups start apart
  private static final float JITTER = 1e-2f; // parts copies and rows that vary in no direction
  private static final float SOFT = 1e-3f; // keeps the push of two points in one place finite

  private final float[] at; // Layout: (n, 2)
  private final int n;
  private final SplittableRandom random;
  private float step;

  private NeighbourLayout(VectorBatch start, long seed) {
    this.random = new SplittableRandom(seed);
    this.n = start.rows();
    this.at = start.values().clone();
    for (int i = 0; i < at.length; i++) {
      at[i] = at[i] * START_SIDE / 2 + (float) (random.nextDouble() - 0.5) * JITTER;
    }
  }

  /**
   * @param start in the square from -1 to 1
   * @return Layout: (rows, 2)
   */
  static VectorBatch of(VectorBatch start, Ties ties, ProjectionParams params) {
    NeighbourLayout layout = new NeighbourLayout(start, params.seed());
    layout.run(ties, params.epochs());
    return new VectorBatch(layout.at, 2);
  }

  private void run(Ties ties, int epochs) {
    int count = ties.strengths().length;
    float[] due = new float[count]; // a tie pulls whenever this has reached 1
    for (int epoch = 0; epoch < epochs; epoch++) {
      step = (float) (FIRST_STEP * (1 - (double) epoch / epochs));
      for (int tie = 0; tie < count; tie++) {
        due[tie] += ties.strengths()[tie];
        if (due[tie] >= 1) {
          due[tie] -= 1;
          pull(2 * ties.from()[tie], 2 * ties.to()[tie]);
          for (int push = 0; push < PUSHES; push++) {
            push(2 * ties.from()[tie], 2 * random.nextInt(n));
          }
        }
      }
    }
  }

  private void pull(int a, int b) {
    float dx = at[a] - at[b];
    float dy = at[a + 1] - at[b + 1];
    float factor = -2 / (1 + dx * dx + dy * dy);
    float mx = step * bounded(factor * dx);
    float my = step * bounded(factor * dy);
    at[a] += mx;
    at[a + 1] += my;
    at[b] -= mx;
    at[b + 1] -= my;
  }

  private void push(int a, int b) {
    if (a == b) {
      return;
    }
    float dx = at[a] - at[b];
    float dy = at[a + 1] - at[b + 1];
    float squared = dx * dx + dy * dy;
    float factor = 2 / ((SOFT + squared) * (1 + squared));
    at[a] += step * bounded(factor * dx);
    at[a + 1] += step * bounded(factor * dy);
  }

  private static float bounded(float value) {
    return Math.max(-MOST, Math.min(MOST, value));
  }
}
