package io.nearfield.spark.build;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.VectorBytes;
import io.nearfield.index.search.ExactSearch;
import io.nearfield.index.search.Hit;
import io.nearfield.spark.search.Merge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The true nearest neighbours of the graded queries: every vector is compared with every query, on
 * the executors, a batch of rows at a time.
 */
final class ExactTruth {

  private static final int BATCH = 2048;

  private static final StructType SCHEMA =
      new StructType()
          .add("query", DataTypes.IntegerType, false)
          .add("entity_id", DataTypes.StringType)
          .add("distance", DataTypes.FloatType, false);

  private ExactTruth() {}

  /** A true neighbour. */
  record Near(String entityId, float distance) {}

  /**
   * Returns the {@code depth} nearest of each query, nearest first, ties by entity id, without the
   * query's own entity.
   *
   * @param assigned has {@code entity_id, vector binary}, prepared for the metric
   */
  static List<List<Near>> find(
      Dataset<Row> assigned, Broadcast<GradedQueries> queries, int depth, Metric metric) {
    Dataset<Row> near =
        assigned
            .select("entity_id", "vector")
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                    rows -> new Scan(queries.value(), depth, metric).over(rows),
                Encoders.row(SCHEMA));
    List<List<Near>> truth = new ArrayList<>();
    for (int i = 0; i < queries.value().size(); i++) {
      truth.add(new ArrayList<>());
    }
    for (Row row : Merge.nearest(near, depth, "query").orderBy("query", "rank").collectAsList()) {
      truth.get(row.getInt(0)).add(new Near(row.getString(1), row.getFloat(2)));
    }
    return truth;
  }

  private static final class Scan {
    private static final Comparator<Near> FARTHEST_FIRST =
        Comparator.comparing(Near::distance).thenComparing(Near::entityId).reversed();

    private final GradedQueries queries;
    private final int depth;
    private final Metric metric;
    private final List<PriorityQueue<Near>> nearest = new ArrayList<>();

    Scan(GradedQueries queries, int depth, Metric metric) {
      this.queries = queries;
      this.depth = depth;
      this.metric = metric;
      for (int i = 0; i < queries.size(); i++) {
        nearest.add(new PriorityQueue<>(depth + 1, FARTHEST_FIRST));
      }
    }

    Iterator<Row> over(Iterator<Row> rows) {
      List<String> ids = new ArrayList<>(BATCH);
      List<float[]> vectors = new ArrayList<>(BATCH);
      while (rows.hasNext()) {
        Row row = rows.next();
        ids.add(row.getString(0));
        vectors.add(VectorBytes.fromBytes(row.getAs(1)));
        if (ids.size() == BATCH || !rows.hasNext()) {
          compare(ids, vectors);
          ids.clear();
          vectors.clear();
        }
      }
      List<Row> found = new ArrayList<>();
      for (int query = 0; query < nearest.size(); query++) {
        for (Near near : nearest.get(query)) {
          found.add(RowFactory.create(query, near.entityId(), near.distance()));
        }
      }
      return found.iterator();
    }

    private void compare(List<String> ids, List<float[]> vectors) {
      List<List<Hit<Void>>> hits =
          ExactSearch.search(
              VectorBatch.ofRows(vectors),
              ids.toArray(String[]::new),
              queries.prepared(),
              depth + 1,
              metric);
      if (hits.size() != queries.size()) {
        throw new NearfieldException("Cannot grade: exact search lost a query");
      }
      for (int query = 0; query < hits.size(); query++) {
        PriorityQueue<Near> best = nearest.get(query);
        for (Hit<Void> hit : hits.get(query)) {
          if (!hit.id().equals(queries.entityId(query))) {
            best.add(new Near(hit.id(), hit.distance()));
            if (best.size() > depth) {
              best.remove();
            }
          }
        }
      }
    }
  }
}
