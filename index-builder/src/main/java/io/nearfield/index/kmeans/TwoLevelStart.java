package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.parallel.Ranges;
import java.util.SplittableRandom;

/**
 * First centroids from two levels: about sqrt(k) coarse clusters, which share the k cells by their
 * size and are clustered each by itself. O(rows * sqrt(k) * dimension), so it reaches numbers of
 * cells for which one pass over all pairs is out of reach, and cells by size make for lists of even
 * length.
 */
final class TwoLevelStart {

  private static final int ROWS_PER_COARSE = 128;
  private static final int ITERATIONS = 4;

  private TwoLevelStart() {}

  static Seeds of(VectorBatch rows, KMeansParams params) {
    int coarse = (int) Math.ceil(Math.sqrt(params.clusters()));
    int threads = params.threads();
    KMeansParams first =
        KMeansParams.of(coarse)
            .withSeed(params.seed())
            .withIterations(2 * ITERATIONS)
            .withThreads(threads);
    SplittableRandom random = new SplittableRandom(params.seed());
    Centroids groups =
        KMeans.cluster(Sample.rows(rows, coarse * ROWS_PER_COARSE, random), first).centroids();
    Assignment assignment = new Assignment(rows, coarse, threads);
    assignment.assign(CentroidSearch.of(groups, CentroidSearch.Order.NEAREST));
    Members members = assignment.members();
    int[] cells = share(members, params.clusters());
    int[] firstCell = new int[coarse + 1];
    for (int g = 0; g < coarse; g++) {
      firstCell[g + 1] = firstCell[g] + cells[g];
    }
    int d = rows.dimension();
    float[] centroids = new float[Math.multiplyExact(params.clusters(), d)];
    int[] cluster = new int[rows.rows()];
    Ranges.forEach(
        coarse,
        1,
        threads,
        (g, to) -> {
          if (cells[g] > 0) {
            KMeansModel model =
                KMeans.cluster(
                    members.copy(rows, g),
                    KMeansParams.of(cells[g])
                        .withSeed(params.seed() + 1 + g)
                        .withIterations(ITERATIONS));
            float[] found = model.centroids().rows().values();
            System.arraycopy(found, 0, centroids, firstCell[g] * d, found.length);
            for (int i = 0; i < members.size(g); i++) {
              cluster[members.row(g, i)] = firstCell[g] + model.assignment()[i];
            }
          }
        });
    return new Seeds(new VectorBatch(centroids, d), cluster);
  }

  /** Cells by size, rounded by the largest remainders; as many as rows at most. */
  static int[] share(Members members, int cells) {
    int groups = members.clusters();
    long rows = 0;
    for (int g = 0; g < groups; g++) {
      rows += members.size(g);
    }
    int[] share = new int[groups];
    long[] remainder = new long[groups];
    int left = cells;
    for (int g = 0; g < groups; g++) {
      long wanted = (long) members.size(g) * cells;
      share[g] = (int) Math.max(members.size(g) > 0 ? 1 : 0, wanted / rows);
      remainder[g] = wanted - share[g] * rows;
      left -= share[g];
    }
    while (left != 0) {
      int best = -1;
      for (int g = 0; g < groups; g++) {
        boolean possible = left > 0 ? share[g] < members.size(g) : share[g] > 1;
        if (possible
            && (best < 0
                || (left > 0 ? remainder[g] > remainder[best] : remainder[g] < remainder[best]))) {
          best = g;
        }
      }
      int step = left > 0 ? 1 : -1;
      share[best] += step;
      remainder[best] -= step * rows;
      left -= step;
    }
    return share;
  }
}
