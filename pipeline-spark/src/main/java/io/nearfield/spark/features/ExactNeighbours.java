package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.search.ExactSearch;
import io.nearfield.index.search.Hit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** The true neighbours of some vectors in a whole feature set, on the executors. */
record ExactNeighbours(SparkSession spark, Lake lake, FeatureSet set) {

  private static final int BLOCK = 4_096;

  /** One neighbour of a query. */
  private record Near(String entityId, float distance) implements Serializable {}

  /**
   * The k nearest entities of each query, nearest first. Those of each part of the table are merged
   * on the executors: the driver gets k for each query.
   */
  List<List<String>> of(List<float[]> queries, int k) {
    TrainedIndex flat = flat();
    float[] rows = new float[queries.size() * set.dimension()];
    for (int i = 0; i < queries.size(); i++) {
      System.arraycopy(flat.prepare(queries.get(i)), 0, rows, i * set.dimension(), set.dimension());
    }
    String table = lake.sql(set.dataset(), Lake.featureTable(set.name()));
    spark.catalog().refreshTable(table);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<float[]> asked = context.broadcast(rows);
    try {
      JavaPairRDD<Integer, ArrayList<Near>> parts =
          spark
              .table(table)
              .filter("vector is not null")
              .select("entity_id", "vector")
              .javaRDD()
              .mapPartitionsToPair(some -> nearest(flat, asked.value(), some, k))
              .reduceByKey((one, other) -> best(joined(one, other), k));
      List<List<String>> all = new ArrayList<>(Collections.nCopies(queries.size(), List.of()));
      parts
          .collect()
          .forEach(part -> all.set(part._1(), part._2().stream().map(Near::entityId).toList()));
      return all;
    } finally {
      asked.destroy();
    }
  }

  /** Knows how vectors are made comparable under the set's metric. */
  private TrainedIndex flat() {
    float[] one = new float[set.dimension()];
    one[0] = 1;
    return IndexTrainer.train(
        new VectorBatch(one, set.dimension()),
        IndexSpec.parse("Flat"),
        set.metric(),
        TrainingParams.defaults(),
        TrainingListener.SILENT);
  }

  private static ArrayList<Near> joined(List<Near> one, List<Near> other) {
    ArrayList<Near> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  private static ArrayList<Near> best(List<Near> some, int k) {
    some.sort(Comparator.comparingDouble(Near::distance).thenComparing(Near::entityId));
    return new ArrayList<>(some.subList(0, Math.min(k, some.size())));
  }

  private static Iterator<Tuple2<Integer, ArrayList<Near>>> nearest(
      TrainedIndex flat, float[] queries, Iterator<Row> rows, int k) {
    int d = flat.dimension();
    VectorBatch asked = new VectorBatch(queries, d);
    List<ArrayList<Near>> best = new ArrayList<>();
    for (int i = 0; i < asked.rows(); i++) {
      best.add(new ArrayList<>());
    }
    while (rows.hasNext()) {
      List<String> ids = new ArrayList<>(BLOCK);
      float[] vectors = new float[BLOCK * d];
      while (rows.hasNext() && ids.size() < BLOCK) {
        Row row = rows.next();
        List<Float> vector = row.getList(1);
        for (int i = 0; i < d; i++) {
          vectors[ids.size() * d + i] = vector.get(i);
        }
        ids.add(row.getString(0));
      }
      VectorBatch block =
          flat.prepareAll(new VectorBatch(Arrays.copyOf(vectors, ids.size() * d), d));
      List<List<Hit<Void>>> hits =
          ExactSearch.search(block, ids.toArray(String[]::new), asked, k, flat.metric());
      for (int i = 0; i < hits.size(); i++) {
        int query = i;
        hits.get(i).forEach(hit -> best.get(query).add(new Near(hit.id(), hit.distance())));
        best.set(i, best(best.get(i), k));
      }
    }
    return IntStream.range(0, best.size())
        .mapToObj(query -> new Tuple2<>(query, best.get(query)))
        .iterator();
  }
}
