package io.nearfield.spark.build;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.VectorBytes;
import io.nearfield.index.search.ExactSearch;
import io.nearfield.index.search.Hit;
import io.nearfield.spark.build.NearestLists.Near;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one pass over all assigned vectors tells: how many lie in each cell, and the true nearest
 * neighbours of the held-out queries, each of which is compared with every vector.
 */
final class Survey implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int BATCH = 2048;

  /** The truth is kept deeper than the k of recall@k, to know what is as near as the tenth. */
  static final int TRUTH_DEPTH = 50;

  private final long[] perCell;
  private final NearestLists truth;

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
      Dataset<Row> assigned, Broadcast<HeldOutQueries> queries, int cells, Metric metric) {
    return assigned
        .select("entity_id", "cell", "vector")
        .javaRDD()
        .mapPartitions(
            (FlatMapFunction<Iterator<Row>, Survey>)
                rows ->
                    List.of(
                            new Survey(cells, queries.value().size())
                                .over(rows, queries.value(), metric))
                        .iterator())
        .treeReduce(Survey::merge);
  }

  private Survey over(Iterator<Row> rows, HeldOutQueries queries, Metric metric) {
    List<String> ids = new ArrayList<>(BATCH);
    List<float[]> vectors = new ArrayList<>(BATCH);
    while (rows.hasNext()) {
      Row row = rows.next();
      ids.add(row.getString(0));
      perCell[row.getInt(1)]++;
      vectors.add(VectorBytes.fromBytes(row.getAs(2)));
      if (ids.size() == BATCH || !rows.hasNext()) {
        compare(ids, VectorBatch.ofRows(vectors), queries, metric);
        ids.clear();
        vectors.clear();
      }
    }
    return this;
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
