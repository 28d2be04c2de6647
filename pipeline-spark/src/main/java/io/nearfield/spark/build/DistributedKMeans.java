package io.nearfield.spark.build;

import io.nearfield.index.VectorBatch;
import io.nearfield.spark.build.Shard.Nearest;
import io.nearfield.spark.build.Shard.Sums;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Lloyd's iterations over vectors that stay on the executors.
 *
 * <p>The vectors lie in shards that are cut by the hash of their ids, so that a shard holds the
 * same rows in the same order whatever the number of tasks, cores or files. In each iteration a
 * shard finds the exact nearest centroid of its rows and sums the rows of each cell in double
 * precision; the sums of a cell meet in one task and are added in the order of the shards. So the
 * same vectors and start give the same centroids, bit for bit on one kind of machine, whatever
 * finishes first. Nothing but centroids, counts and one far row per cell reaches the driver.
 *
 * <p>An empty cell takes the farthest row of a large one.
 */
final class DistributedKMeans {

  /** The cells whose sums meet in one task. */
  static final int CELLS_PER_GROUP = 128;

  /** Less gain than this share of the objective is not worth another pass over the vectors. */
  private static final double ENOUGH = 1e-4;

  private final JavaSparkContext context;
  private final JavaRDD<Shard> shards;
  private final int tasks;

  /**
   * @param shards the vectors, best kept by the executors
   */
  DistributedKMeans(JavaSparkContext context, JavaRDD<Shard> shards) {
    this.context = context;
    this.shards = shards;
    this.tasks = shards.getNumPartitions();
  }

  /**
   * What was found.
   *
   * @param objective the mean squared distance of a vector to its centroid, measured in the last
   *     iteration, before its move
   * @param iterations how many passes over the vectors there were
   */
  record Found(VectorBatch centroids, double objective, int iterations) {}

  /** Iterates from {@code start}, at most so often, while it gains. */
  Found refine(VectorBatch start, int iterations) {
    VectorBatch centroids = start;
    double objective = Double.POSITIVE_INFINITY;
    int done = 0;
    boolean gains = true;
    while (done < iterations && gains) {
      List<CellMeans> cells = pass(centroids);
      double now = CellMeans.objective(cells);
      boolean filled = CellMeans.empty(cells, centroids.rows()) > 0;
      gains = filled || objective - now > ENOUGH * now;
      objective = now;
      centroids = CellMeans.next(centroids, cells);
      done++;
    }
    return new Found(centroids, objective, done);
  }

  /** The mean squared distance of the vectors to the nearest of these centroids. */
  double objective(VectorBatch centroids) {
    return CellMeans.objective(pass(centroids));
  }

  private List<CellMeans> pass(VectorBatch centroids) {
    Broadcast<Nearest> nearest = context.broadcast(new Nearest(centroids));
    try {
      List<CellMeans> groups =
          new ArrayList<>(
              shards
                  .flatMapToPair(
                      shard -> {
                        List<Tuple2<Integer, Sums>> out = new ArrayList<>();
                        for (Sums sums : shard.sums(nearest.value(), CELLS_PER_GROUP)) {
                          out.add(new Tuple2<>(sums.group(), sums));
                        }
                        return out.iterator();
                      })
                  .groupByKey(tasks)
                  .map(group -> CellMeans.of(group._1(), sorted(group._2())))
                  .collect());
      groups.sort(Comparator.comparingInt(CellMeans::group));
      return groups;
    } finally {
      nearest.destroy();
    }
  }

  private static List<Sums> sorted(Iterable<Sums> sums) {
    List<Sums> sorted = new ArrayList<>();
    Iterator<Sums> each = sums.iterator();
    each.forEachRemaining(sorted::add);
    sorted.sort(Comparator.comparingInt(Sums::shard));
    return sorted;
  }
}
