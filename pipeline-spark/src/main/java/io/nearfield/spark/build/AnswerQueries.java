package io.nearfield.spark.build;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.PartitionIndex;
import io.nearfield.index.search.SearchParams;
import io.nearfield.spark.search.Merge;
import io.nearfield.spark.search.PartitionReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The index's own answers to the graded queries, from the rows that were written, under each of
 * several settings: one task per index partition, which is opened once for all of them.
 */
final class AnswerQueries {

  private static final StructType SCHEMA =
      new StructType()
          .add("query", DataTypes.IntegerType, false)
          .add("setting", DataTypes.IntegerType, false)
          .add("entity_id", DataTypes.StringType)
          .add("distance", DataTypes.FloatType, false);

  private AnswerQueries() {}

  /** Returns, for each setting and query, the ids of the k nearest without the query's own. */
  static List<List<List<String>>> answer(
      SparkSession spark,
      Broadcast<PartitionReader> reader,
      Broadcast<TrainedIndex> trained,
      Broadcast<GradedQueries> queries,
      List<Setting> settings,
      int partitions,
      int k) {
    List<Integer> numbers = IntStream.range(0, partitions).boxed().toList();
    List<Setting> tried = new ArrayList<>(settings);
    Dataset<Row> hits =
        spark
            .createDataset(numbers, Encoders.INT())
            .repartition(partitions)
            .flatMap(
                (FlatMapFunction<Integer, Row>)
                    partition ->
                        inPartition(
                            reader.value().open(trained.value(), partition),
                            trained.value(),
                            queries.value(),
                            tried,
                            k),
                Encoders.row(SCHEMA));
    List<List<List<String>>> answers = new ArrayList<>();
    for (int s = 0; s < settings.size(); s++) {
      answers.add(
          IntStream.range(0, queries.value().size())
              .<List<String>>mapToObj(q -> new ArrayList<>(k))
              .toList());
    }
    for (Row row :
        Merge.nearest(hits, k, "query", "setting")
            .orderBy("query", "setting", "rank")
            .select("query", "setting", "entity_id")
            .collectAsList()) {
      answers.get(row.getInt(1)).get(row.getInt(0)).add(row.getString(2));
    }
    return answers;
  }

  private static Iterator<Row> inPartition(
      PartitionIndex<Map<String, Object>> index,
      TrainedIndex trained,
      GradedQueries queries,
      List<Setting> settings,
      int k) {
    int most = settings.stream().mapToInt(Setting::nprobe).max().orElseThrow();
    List<Row> hits = new ArrayList<>();
    for (int query = 0; query < queries.size(); query++) {
      float[] vector = queries.prepared().row(query);
      int[] nearestFirst = trained.probe(vector, Math.min(most, trained.cells()));
      for (int s = 0; s < settings.size(); s++) {
        Setting setting = settings.get(s);
        int[] cells = Arrays.copyOf(nearestFirst, Math.min(setting.nprobe(), nearestFirst.length));
        // One more, because the query's own entity is among them and does not count.
        SearchParams params = new SearchParams(k + 1, setting.rerankFactor(), false);
        for (Hit<Map<String, Object>> hit : index.search(vector, cells, params, null)) {
          if (!hit.id().equals(queries.entityId(query))) {
            hits.add(RowFactory.create(query, s, hit.id(), hit.distance()));
          }
        }
      }
    }
    return hits.iterator();
  }
}
