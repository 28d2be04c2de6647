package io.nearfield.spark.neighbours;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.search.BlockJoin;
import io.nearfield.index.search.Hit;
import io.nearfield.spark.search.PartitionRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The true neighbours of some sampled entries, and the cells that these lie in: from that alone it
 * follows how many of them each number of probed cells finds. Merged pairwise on the way to the
 * driver, which holds k neighbours for each sampled entry.
 */
public final class SampledTruth implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int k;
  private final List<ArrayList<Near>> lists;

  private SampledTruth(int k, int questions) {
    this.k = k;
    this.lists = new ArrayList<>(questions);
    for (int i = 0; i < questions; i++) {
      lists.add(new ArrayList<>());
    }
  }

  /**
   * A sampled entry, or a query from elsewhere.
   *
   * @param entityId null for a query from elsewhere
   * @param vector prepared
   */
  @SuppressWarnings("ArrayRecordComponent") // in transit, never compared
  public record Sampled(String entityId, float[] vector) implements Serializable {}

  /** A true neighbour and its cell. */
  public record Near(String entityId, float distance, int cell)
      implements Comparable<Near>, Serializable {
    @Override
    public int compareTo(Near other) {
      int byDistance = Float.compare(distance, other.distance);
      return byDistance == 0 ? entityId.compareTo(other.entityId) : byDistance;
    }
  }

  /**
   * So many entries of a generation, or all if there are fewer, chosen by nothing but their ids.
   */
  public static List<Sampled> sample(
      SparkSession spark, IndexTable index, Generation generation, int wanted) {
    return sample(
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        Entries.all(spark, index, generation),
        generation.entries(),
        wanted);
  }

  /** The true neighbours of queries in a generation, the k nearest of each. */
  public static SampledTruth of(
      SparkSession spark, IndexTable index, Generation generation, List<Sampled> queries, int k) {
    return of(
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        Entries.all(spark, index, generation),
        queries,
        k);
  }

  /**
   * So many entries, or all if there are fewer: those whose ids draw the lowest numbers. A task
   * passes on no more than that, and mostly far fewer.
   *
   * @param of about how many there are
   */
  static List<Sampled> sample(JavaSparkContext context, Entries entries, long of, int wanted) {
    double most = Math.min(1, (2.0 * wanted + 20) / Math.max(1, of));
    List<Sampled> sampled = lowest(context, entries, most, wanted);
    return sampled.size() < wanted && most < 1 ? lowest(context, entries, 1, wanted) : sampled;
  }

  private static List<Sampled> lowest(
      JavaSparkContext context, Entries entries, double most, int wanted) {
    return context
        .parallelize(numbers(entries), entries.partitions())
        .flatMap(
            partition -> {
              PartitionRows rows = entries.rows(partition);
              return IntStream.range(0, rows.size())
                  .filter(i -> draw(rows.rows().ids().get(i)) <= most)
                  .mapToObj(
                      i -> new Sampled(rows.rows().ids().get(i), rows.rows().vectors().row(i)))
                  .iterator();
            })
        .takeOrdered(wanted, new ByDraw());
  }

  private static final class ByDraw implements Comparator<Sampled>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Sampled one, Sampled other) {
      int byDraw = Double.compare(draw(one.entityId()), draw(other.entityId()));
      return byDraw == 0 ? one.entityId().compareTo(other.entityId()) : byDraw;
    }
  }

  /** From 0 to 1, by the id alone. */
  private static double draw(String id) {
    long mixed = id.hashCode() * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return ((mixed ^ (mixed >>> 32)) >>> 11) * 0x1p-53;
  }

  /** Compares the sampled entries with all. */
  static SampledTruth of(JavaSparkContext context, Entries entries, List<Sampled> sampled, int k) {
    Broadcast<List<Sampled>> questions = context.broadcast(sampled);
    return context
        .parallelize(numbers(entries), entries.partitions())
        .mapPartitions(
            (FlatMapFunction<Iterator<Integer>, SampledTruth>)
                mine -> {
                  SampledTruth truth = new SampledTruth(k, questions.value().size());
                  while (mine.hasNext()) {
                    truth.look(entries, questions.value(), mine.next());
                  }
                  return List.of(truth).iterator();
                })
        .treeReduce(SampledTruth::merge);
  }

  static List<Integer> numbers(Entries entries) {
    return IntStream.range(0, entries.partitions()).boxed().toList();
  }

  private void look(Entries entries, List<Sampled> sampled, int partition) {
    PartitionRows rows = entries.rows(partition);
    VectorBatch queries = VectorBatch.ofRows(sampled.stream().map(Sampled::vector).toList());
    String[] selves = sampled.stream().map(Sampled::entityId).toArray(String[]::new);
    for (int i = 0; i < rows.cells(); i++) {
      BlockJoin<Map<String, Object>> join =
          new BlockJoin<>(queries, entries.metric(), k, Float.NaN, selves);
      join.compare(null, rows.rows(), rows.from(i), rows.to(i));
      for (int q = 0; q < selves.length; q++) {
        for (Hit<Map<String, Object>> hit : join.nearest(q)) {
          lists.get(q).add(new Near(hit.id(), hit.distance(), rows.cell(i)));
        }
        cut(q);
      }
    }
  }

  private void cut(int q) {
    ArrayList<Near> list = lists.get(q);
    Collections.sort(list);
    if (list.size() > k) {
      list.subList(k, list.size()).clear();
    }
  }

  private SampledTruth merge(SampledTruth other) {
    for (int q = 0; q < lists.size(); q++) {
      lists.get(q).addAll(other.lists.get(q));
      cut(q);
    }
    return this;
  }

  /** The true neighbours of a sampled entry, nearest first. */
  public List<Near> of(int q) {
    return lists.get(q);
  }
}
