package io.nearfield.spark.build;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.VectorBytes;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.search.ExactSearch;
import io.nearfield.index.search.Hit;
import io.nearfield.spark.build.NearestLists.Near;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one pass over all assigned vectors tells: how many lie in each cell, and the true nearest
 * neighbours of the held-out queries, each of which is compared with every vector, and how far the
 * vectors lie from their centroids.
 */
final class Survey implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int BATCH = 2048;

  /** The truth is kept deeper than the k of recall@k, to know what is as near as the tenth. */
  static final int TRUTH_DEPTH = 50;

  private final long[] perCell;
  private final NearestLists truth;
  private long distances; // in units of a power of two: whole numbers add up in any order

  private Survey(int cells, int queries) {
    this.perCell = new long[cells];
    this.truth = new NearestLists(queries, TRUTH_DEPTH);
  }

  /**
   * Looks at every vector once, in one job.
   *
   * @param assigned what {@link AssignCells} returns
   */
  static Survey of(
      Dataset<Row> assigned, Broadcast<HeldOutQueries> queries, Broadcast<TrainedIndex> trained) {
    return assigned
        .select("entity_id", "cell", "vector")
        .javaRDD()
        .mapPartitions(
            (FlatMapFunction<Iterator<Row>, Survey>)
                rows ->
                    List.of(
                            new Survey(trained.value().cells(), queries.value().size())
                                .over(rows, queries.value(), trained.value()))
                        .iterator())
        .treeReduce(Survey::merge);
  }

  private Survey over(Iterator<Row> rows, HeldOutQueries queries, TrainedIndex trained) {
    double unit = unit(queries, trained.centroids());
    List<String> ids = new ArrayList<>(BATCH);
    List<float[]> vectors = new ArrayList<>(BATCH);
    while (rows.hasNext()) {
      Row row = rows.next();
      float[] vector = VectorBytes.fromBytes(row.getAs(2));
      int cell = row.getInt(1);
      ids.add(row.getString(0));
      vectors.add(vector);
      perCell[cell]++;
      distances +=
          Math.round(
              VectorKernels.squaredL2(
                      vector, 0, trained.centroids().values(), cell * vector.length, vector.length)
                  / unit);
      if (ids.size() == BATCH || !rows.hasNext()) {
        compare(ids, VectorBatch.ofRows(vectors), queries, trained.metric());
        ids.clear();
        vectors.clear();
      }
    }
    return this;
  }

  /** So small that rounding does not show, so large that the sum of all distances is a long. */
  private static double unit(HeldOutQueries queries, VectorBatch centroids) {
    double most = 0;
    for (VectorBatch rows : List.of(queries.prepared(), centroids)) {
      int d = rows.dimension();
      for (int i = 0; i < rows.rows(); i++) {
        most = Math.max(most, VectorKernels.dot(rows.values(), i * d, rows.values(), i * d, d));
      }
    }
    return most == 0 ? 1 : Math.scalb(1.0, Math.getExponent(most) - 26);
  }

  /** The mean squared distance of the vectors to the centroid of their cell. */
  double cellDistance(HeldOutQueries queries, VectorBatch centroids) {
    long rows = Arrays.stream(perCell).sum();
    return rows == 0 ? 0 : distances * unit(queries, centroids) / rows;
  }

  private void compare(
      List<String> ids, VectorBatch vectors, HeldOutQueries queries, Metric metric) {
    // One more, because the query's own entity is among them and does not count.
    List<List<Hit<Void>>> hits =
        ExactSearch.search(
            vectors, ids.toArray(String[]::new), queries.prepared(), TRUTH_DEPTH + 1, metric);
    for (int query = 0; query < hits.size(); query++) {
      String own = queries.entityId(query);
      truth.add(
          query,
          hits.get(query).stream()
              .filter(hit -> !hit.id().equals(own))
              .map(hit -> new Near(hit.id(), hit.distance()))
              .toList());
    }
  }

  private Survey merge(Survey other) {
    for (int cell = 0; cell < perCell.length; cell++) {
      perCell[cell] += other.perCell[cell];
    }
    distances += other.distances;
    truth.merge(other.truth);
    return this;
  }

  /** How many vectors lie in each cell. */
  long[] perCell() {
    return perCell.clone();
  }

  /** The nearest of a query without its own entity, nearest first, up to the truth's depth. */
  List<Near> truth(int query) {
    return truth.of(query);
  }
}
