package io.nearfield.spark.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * What was found.
 *
 * @param queries how many were asked
 * @param asked where they come from, in words
 * @param points one for each setting, by re-rank factor and nprobe
 * @param lists how many entries the cells hold
 * @param machine what measured it, in words
 * @param evaluatedAt ISO 8601
 */
public record Evaluation(
    Described index,
    int queries,
    String asked,
    List<Point> points,
    Lists lists,
    String machine,
    String evaluatedAt,
    double seconds) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** The generation that was asked. */
  public record Described(
      String name,
      long generation,
      String spec,
      String metric,
      int dimension,
      String model,
      long entries,
      int partitions,
      int cells,
      int nprobe,
      int rerank,
      double recallTarget,
      double gradedRecall) {}

  /**
   * A setting and what it came to.
   *
   * @param chosen whether lookups use it unless they say otherwise
   * @param recall10Low lower end of the 95 % confidence interval of recall@10
   * @param recall100 NaN is never here: of an index with fewer entries, the recall of all of them
   * @param p50Millis the time of a lookup of ten neighbours, by one thread, partitions in memory
   * @param scanned the share of all entries in the probed cells
   */
  public record Point(
      int nprobe,
      int rerank,
      boolean chosen,
      double recall1,
      double recall10,
      double recall10Low,
      double recall10High,
      double recall100,
      double p50Millis,
      double p99Millis,
      double scanned) {}

  /**
   * The lengths of the inverted lists.
   *
   * @param imbalance the mean number of entries beside an entry's own, over what it would be if all
   *     lists were as long: 1 is even
   * @param buckets how many lists have lengths from one bound to before the next
   */
  public record Lists(
      long least, double median, long most, long empty, double imbalance, List<Bucket> buckets) {}

  /** How many lists have a length of at least {@code from} and below {@code to}. */
  public record Bucket(long from, long to, long lists) {}

  /** The point that lookups use. */
  public Point chosen() {
    return points.stream().filter(Point::chosen).findFirst().orElseThrow();
  }

  /** All of it, as one JSON object. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not representable in JSON: " + this, e);
    }
  }
}
