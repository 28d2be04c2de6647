package io.nearfield.spark.search;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.lookup.ProbingRule;
import io.nearfield.index.TrainedIndex;
import io.nearfield.spark.run.Kept;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Answers queries in rounds: first over the cells nearest to each; whoever then has too few
 * answers, or a filter that let too few entries pass, is asked again over as many cells more, and
 * in the end compared exactly with all. A single lookup goes by the same {@link ProbingRule}, so
 * the answers are the same.
 */
final class ProbeRounds {

  private final Generation generation;
  private final Broadcast<TrainedIndex> trained;
  private final Broadcast<int[]> partitionOfCell;
  private final Broadcast<SearchPartitions.Task> probing;
  private final Spread spread;
  private final StructType hit;
  private final Encoder<Tuple2<String, float[]>> idAndVector;

  /**
   * @param probing what tasks do in a round
   * @param spread over which tasks
   * @param hit the columns of a hit: {@code query_id, entity_id, distance, passed}, then attributes
   */
  ProbeRounds(
      Generation generation,
      Broadcast<TrainedIndex> trained,
      Broadcast<int[]> partitionOfCell,
      Broadcast<SearchPartitions.Task> probing,
      Spread spread,
      StructType hit,
      Encoder<Tuple2<String, float[]>> idAndVector) {
    this.generation = generation;
    this.trained = trained;
    this.partitionOfCell = partitionOfCell;
    this.probing = probing;
    this.spread = spread;
    this.hit = hit;
    this.idAndVector = idAndVector;
  }

  /** The k nearest of each query among all entries, by their full vectors, with their rank. */
  Dataset<Row> exact(Dataset<Row> queries) {
    Dataset<Row> routed =
        RouteQueries.everywhere(queries.as(idAndVector), trained, generation.partitions());
    return Kept.of(
        Merge.nearest(
            JoinPartitions.search(spread.over(routed), trained, probing, Float.NaN, hit),
            probing.value().k(),
            "query_id"));
  }

  /**
   * Everything within a radius of each query, at most k of it, with its rank and whether that is
   * all: {@code complete boolean}.
   */
  Dataset<Row> within(Dataset<Row> queries, float radius) {
    int k = probing.value().k();
    Dataset<Row> routed =
        RouteQueries.within(queries.as(idAndVector), trained, partitionOfCell, radius);
    Dataset<Row> found =
        Kept.of(JoinPartitions.search(spread.over(routed), trained, probing, radius, hit));
    Dataset<Row> counted =
        found
            .groupBy(col("query_id").as("of"))
            .agg(count(lit(1)).as("found"), sum("passed").as("cut"));
    return Merge.nearest(found, k, "query_id")
        .join(counted, col("query_id").equalTo(col("of")))
        .withColumn("complete", col("found").leq(k).and(col("cut").equalTo(lit(0))));
  }

  /**
   * The k nearest of each query, with their rank.
   *
   * @param queries {@code query_id, vector}
   * @param nprobe how many cells the first round probes
   */
  Dataset<Row> answer(Dataset<Row> queries, int nprobe) {
    int cells = trained.value().cells();
    int k = probing.value().k();
    ProbingRule rule = ProbingRule.of(generation, nprobe, k, probing.value().filter() != null);
    Dataset<Row> answered = null;
    Dataset<Row> pending = queries;
    Dataset<Row> hits = null;
    int from = 0;
    int to = rule.first();
    while (true) {
      Dataset<Row> found = Kept.of(scan(pending, from, to));
      hits = hits == null ? found : hits.union(found);
      Dataset<Row> satisfied =
          Kept.of(
              hits.groupBy("query_id")
                  .agg(count(lit(1)).as("hits"), sum("passed").as("passed"))
                  .where(col("hits").geq(k).and(col("passed").geq(rule.enough())))
                  .select("query_id"));
      Dataset<Row> enoughFound =
          Kept.of(Merge.nearest(hits.join(satisfied, "query_id", "left_semi"), k, "query_id"));
      answered = answered == null ? enoughFound : answered.union(enoughFound);
      pending = Kept.of(pending.join(satisfied, "query_id", "left_anti"));
      if (pending.isEmpty()) {
        return answered;
      }
      if (to == cells) {
        return answered.union(exact(pending));
      }
      hits = hits.join(satisfied, "query_id", "left_anti");
      from = to;
      to = rule.next(to);
    }
  }

  private Dataset<Row> scan(Dataset<Row> queries, int from, int to) {
    return SearchPartitions.search(
        spread.over(
            RouteQueries.route(queries.as(idAndVector), trained, partitionOfCell, from, to)),
        trained,
        probing,
        hit);
  }
}
