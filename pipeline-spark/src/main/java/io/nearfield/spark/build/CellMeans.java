package io.nearfield.spark.build;

import io.nearfield.index.VectorBatch;
import io.nearfield.spark.build.Shard.Sums;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where the centroids of a group of cells move to.
 *
 * @param cells those that have rows, rising
 * @param counts how many rows each has, over all shards
 * @param means the mean of each. Layout: (cells, dimension)
 * @param objective the squared distances to the former centroids, in sum
 * @param far of each the row farthest from its centroid. Layout: (cells, dimension)
 * @param apart how far that is, squared
 */
@SuppressWarnings("ArrayRecordComponent") // in transit, never compared
record CellMeans(
    int group,
    int[] cells,
    long[] counts,
    float[] means,
    double objective,
    float[] far,
    float[] apart)
    implements Serializable {

  /** Adds up the sums of a group, in the order given. */
  static CellMeans of(int group, List<Sums> sums) {
    int[] cells =
        sums.stream().flatMapToInt(s -> Arrays.stream(s.cells())).distinct().sorted().toArray();
    int dimension = sums.get(0).sums().length / sums.get(0).cells().length;
    double[] total = new double[cells.length * dimension];
    long[] counts = new long[cells.length];
    float[] far = new float[cells.length * dimension];
    float[] apart = new float[cells.length];
    Arrays.fill(apart, -1);
    double objective = 0;
    for (Sums some : sums) {
      for (int i = 0; i < some.cells().length; i++) {
        int at = Arrays.binarySearch(cells, some.cells()[i]);
        counts[at] += some.counts()[i];
        objective += some.objective()[i];
        for (int j = 0; j < dimension; j++) {
          total[at * dimension + j] += some.sums()[i * dimension + j];
        }
        if (some.apart()[i] > apart[at]) {
          apart[at] = some.apart()[i];
          System.arraycopy(some.far(), i * dimension, far, at * dimension, dimension);
        }
      }
    }
    float[] means = new float[total.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (total[i] / counts[i / dimension]);
    }
    return new CellMeans(group, cells, counts, means, objective, far, apart);
  }

  /** The mean squared distance over all groups. */
  static double objective(List<CellMeans> groups) {
    double sum = 0;
    long rows = 0;
    for (CellMeans group : groups) {
      sum += group.objective();
      rows += Arrays.stream(group.counts()).sum();
    }
    return sum / Math.max(1, rows);
  }

  private record Member(CellMeans group, int at) {
    long count() {
      return group.counts()[at];
    }
  }

  /** The centroids after the move; an empty cell gets the farthest row of a large one. */
  static VectorBatch next(VectorBatch centroids, List<CellMeans> groups) {
    int d = centroids.dimension();
    float[] moved = centroids.values().clone();
    boolean[] filled = new boolean[centroids.rows()];
    for (CellMeans group : groups) {
      for (int i = 0; i < group.cells().length; i++) {
        filled[group.cells()[i]] = true;
        System.arraycopy(group.means(), i * d, moved, group.cells()[i] * d, d);
      }
    }
    Deque<Member> large = null;
    for (int cell = 0; cell < filled.length; cell++) {
      if (!filled[cell]) {
        large = large == null ? largest(groups) : large;
        Member donor = large.poll();
        if (donor == null) {
          break; // fewer distinct rows than cells
        }
        System.arraycopy(donor.group().far(), donor.at() * d, moved, cell * d, d);
      }
    }
    return new VectorBatch(moved, d);
  }

  /** How many cells of a pass have no rows. */
  static int empty(List<CellMeans> groups, int cells) {
    return cells - groups.stream().mapToInt(group -> group.cells().length).sum();
  }

  /** Cells with rows that lie apart from their centroid, the largest first. */
  private static Deque<Member> largest(List<CellMeans> groups) {
    return groups.stream()
        .flatMap(
            group -> IntStream.range(0, group.cells().length).mapToObj(i -> new Member(group, i)))
        .filter(member -> member.count() > 1 && member.group().apart()[member.at()] > 0)
        .sorted(
            Comparator.comparingLong((Member member) -> -member.count())
                .thenComparing(member -> member.group().cells()[member.at()]))
        .collect(Collectors.toCollection(ArrayDeque::new));
  }
}
