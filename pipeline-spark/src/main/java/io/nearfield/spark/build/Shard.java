package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.kmeans.CentroidSearch;
import io.nearfield.index.kmeans.Centroids;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A part of the training sample: the same rows in the same order wherever it lies. */
final class Shard implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int MOST_ROWS = 32_768;
  private static final long MOST_BYTES = 64L << 20;

  private final int number;
  private final int dimension;
  private final float[] values;

  private Shard(int number, VectorBatch rows) {
    this.number = number;
    this.dimension = rows.dimension();
    this.values = rows.values();
  }

  /**
   * Cuts a sample into shards of bounded size.
   *
   * @param sample what {@link SampleVectors#drawn} returns
   * @param rows about how many it has
   * @param prepare makes the rows comparable under the metric
   */
  static JavaRDD<Shard> cut(Dataset<Row> sample, long rows, Broadcast<TrainedIndex> prepare) {
    int dimension = prepare.value().dimension();
    long each = Math.max(1, Math.min(MOST_ROWS, MOST_BYTES / (4L * dimension)));
    int shards = (int) Math.max(1, (rows + each - 1) / each);
    return sample
        .repartitionById(shards, pmod(col("place"), lit((long) shards)).cast("int"))
        .javaRDD()
        .mapPartitionsWithIndex(
            (Function2<Integer, Iterator<Row>, Iterator<Shard>>)
                (number, mine) -> {
                  List<Shard> out = new ArrayList<>();
                  if (mine.hasNext()) {
                    VectorBatch ordered = SampleVectors.ordered(mine, Integer.MAX_VALUE);
                    out.add(new Shard(number, prepare.value().prepareAll(ordered)));
                  }
                  return out.iterator();
                },
            false);
  }

  /** Centroids to be broadcast; what finds the nearest of them is made once in each process. */
  static final class Nearest implements Serializable {
    private static final long serialVersionUID = 1L;

    private final float[] values;
    private final int dimension;
    private transient CentroidSearch search;

    Nearest(VectorBatch centroids) {
      this.values = centroids.values();
      this.dimension = centroids.dimension();
    }

    synchronized CentroidSearch search() {
      if (search == null) {
        search =
            CentroidSearch.of(
                Centroids.of(new VectorBatch(values, dimension)), CentroidSearch.Order.NEAREST);
      }
      return search;
    }
  }

  /**
   * What the rows of a shard add up to in a group of cells.
   *
   * @param cells which cells of the group have rows here
   * @param counts how many rows each has
   * @param sums their sums. Layout: (cells, dimension)
   * @param objective their squared distances to the centroid, in sum
   * @param far of each the row farthest from the centroid. Layout: (cells, dimension)
   * @param apart how far that is, squared
   */
  @SuppressWarnings("ArrayRecordComponent") // in transit, never compared
  record Sums(
      int shard,
      int group,
      int[] cells,
      long[] counts,
      double[] sums,
      double[] objective,
      float[] far,
      float[] apart)
      implements Serializable {}

  /** Assigns each row to its nearest centroid and sums the rows of each cell, in their order. */
  List<Sums> sums(Nearest nearest, int cellsPerGroup) {
    CentroidSearch search = nearest.search();
    int rows = values.length / dimension;
    int[] best = new int[rows];
    float[] score = new float[rows];
    search.best(values, 0, rows, best, score, 0);
    int clusters = search.centroids().count();
    int[] start = new int[clusters + 1];
    for (int cell : best) {
      start[cell + 1]++;
    }
    for (int cell = 0; cell < clusters; cell++) {
      start[cell + 1] += start[cell];
    }
    int[] next = start.clone();
    int[] members = new int[rows];
    for (int row = 0; row < rows; row++) {
      members[next[best[row]]++] = row;
    }
    List<Sums> out = new ArrayList<>();
    for (int from = 0; from < clusters; from += cellsPerGroup) {
      int to = Math.min(clusters, from + cellsPerGroup);
      if (start[to] > start[from]) {
        out.add(group(from / cellsPerGroup, from, to, start, members, score));
      }
    }
    return out;
  }

  private Sums group(int group, int from, int to, int[] start, int[] members, float[] score) {
    int filled = 0;
    for (int cell = from; cell < to; cell++) {
      filled += start[cell + 1] > start[cell] ? 1 : 0;
    }
    Sums out =
        new Sums(
            number,
            group,
            new int[filled],
            new long[filled],
            new double[filled * dimension],
            new double[filled],
            new float[filled * dimension],
            new float[filled]);
    int at = 0;
    for (int cell = from; cell < to; cell++) {
      if (start[cell + 1] > start[cell]) {
        sum(out, at, cell, start, members, score);
        at++;
      }
    }
    return out;
  }

  private void sum(Sums out, int at, int cell, int[] start, int[] members, float[] score) {
    out.cells()[at] = cell;
    out.counts()[at] = (long) start[cell + 1] - start[cell];
    int farthest = -1;
    for (int i = start[cell]; i < start[cell + 1]; i++) {
      int row = members[i] * dimension;
      for (int j = 0; j < dimension; j++) {
        out.sums()[at * dimension + j] += values[row + j];
      }
      double squared = VectorKernels.dot(values, row, values, row, dimension);
      float distance = (float) Math.max(0, squared + 2.0 * score[members[i]]);
      out.objective()[at] += distance;
      if (farthest < 0 || distance > out.apart()[at]) {
        farthest = row;
        out.apart()[at] = distance;
      }
    }
    System.arraycopy(values, farthest, out.far(), at * dimension, dimension);
  }
}
