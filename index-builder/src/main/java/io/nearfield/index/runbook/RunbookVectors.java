package io.nearfield.index.runbook;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.runbook.Runbook.Insert;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Vectors to replay a runbook with where its own are not at hand: clumps, one for each insert step,
 * so that what enters together lies together, as in the datasets that the clustered runbooks were
 * written for; or all mixed, as in the random ones. Seeded.
 *
 * @param base as many rows as the runbook needs
 * @param queries drawn like the base, over all clumps
 */
public record RunbookVectors(VectorBatch base, VectorBatch queries) {

  private static final double SPREAD = 10; // centres lie in [-10, 10), rows one around them

  /** Clumps in the order of the insert steps. */
  public static RunbookVectors clustered(Runbook runbook, int dimension, int queries, long seed) {
    List<Integer> starts =
        runbook.steps().stream()
            .filter(Insert.class::isInstance)
            .map(step -> ((Insert) step).start())
            .distinct()
            .sorted()
            .toList();
    return of(runbook.rows(), starts, dimension, queries, seed);
  }

  /** As many clumps as asked for, the rows of all of them mixed. */
  public static RunbookVectors mixed(
      Runbook runbook, int clumps, int dimension, int queries, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] centres = centres(random, clumps, dimension);
    VectorBatch base = around(random, centres, runbook.rows(), dimension, null);
    return new RunbookVectors(base, around(random, centres, queries, dimension, null));
  }

  private static RunbookVectors of(
      int rows, List<Integer> starts, int dimension, int queries, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] centres = centres(random, starts.size(), dimension);
    VectorBatch base = around(random, centres, rows, dimension, starts);
    return new RunbookVectors(base, around(random, centres, queries, dimension, null));
  }

  private static float[] centres(SplittableRandom random, int count, int dimension) {
    float[] centres = new float[count * dimension];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) (SPREAD * (2 * random.nextDouble() - 1));
    }
    return centres;
  }

  private static VectorBatch around(
      SplittableRandom random, float[] centres, int rows, int dimension, List<Integer> starts) {
    float[] values = new float[rows * dimension];
    int clump = 0;
    for (int i = 0; i < rows; i++) {
      if (starts == null) {
        clump = random.nextInt(centres.length / dimension);
      } else {
        while (clump + 1 < starts.size() && starts.get(clump + 1) <= i) {
          clump++;
        }
      }
      for (int j = 0; j < dimension; j++) {
        values[i * dimension + j] = centres[clump * dimension + j] + gaussian(random);
      }
    }
    return new VectorBatch(values, dimension);
  }

  private static float gaussian(SplittableRandom random) {
    double u = 1 - random.nextDouble();
    return (float) (Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble()));
  }
}
