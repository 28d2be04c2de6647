package io.nearfield.spark.build;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.PartitionIndex;
import io.nearfield.index.search.SearchParams;
import io.nearfield.spark.build.NearestLists.Near;
import io.nearfield.spark.search.PartitionReader;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * How many true neighbours each setting of a round finds for each query, from the rows that were
 * written: one job, one task per index partition, which opens its partition once.
 *
 * <p>One scan at each nprobe serves all re-rank factors: factor f compares the first 10 f of the
 * scan by codes exactly, and a true neighbour that is compared exactly is in the answer whatever
 * other partitions hold, so it is enough to count those. Only answers by codes alone (factor 0)
 * must be merged over the partitions before anything can be counted.
 */
final class Findings implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Round round;
  private final int queries;
  private final int[] exactly; // by nprobe, factor and query
  private final NearestLists byCodes; // by nprobe and query

  private Findings(Round round, int queries) {
    this.round = round;
    this.queries = queries;
    this.exactly = new int[round.nprobes().length * round.factors().length * queries];
    this.byCodes = new NearestLists(round.nprobes().length * queries, Truth.K);
  }

  /** What tasks need. */
  record Task(TrainedIndex trained, HeldOutQueries queries, Truth truth, PartitionReader reader)
      implements Serializable {}

  /** Tries a round of settings on all queries. */
  static Findings of(JavaSparkContext context, Broadcast<Task> task, Round round, int partitions) {
    List<Integer> numbers = IntStream.range(0, partitions).boxed().toList();
    return context
        .parallelize(numbers, partitions)
        .mapPartitions(
            (FlatMapFunction<Iterator<Integer>, Findings>)
                mine -> {
                  Findings findings = new Findings(round, task.value().queries().size());
                  while (mine.hasNext()) {
                    findings.look(task.value(), mine.next());
                  }
                  return List.of(findings).iterator();
                })
        .treeReduce(Findings::merge);
  }

  private void look(Task task, int partition) {
    TrainedIndex trained = task.trained();
    PartitionIndex<Map<String, Object>> index = task.reader().open(trained, partition);
    boolean[] here = new boolean[trained.cells()];
    for (int cell : index.cells()) {
      here[cell] = true;
    }
    for (int query = 0; query < queries; query++) {
      float[] vector = task.queries().prepared().row(query);
      int[] nearestFirst = trained.probe(vector, round.most());
      int[] cells = {};
      List<Hit<Map<String, Object>>> hits = Collections.emptyList();
      for (int rung = 0; rung < round.nprobes().length; rung++) {
        int[] probed =
            Arrays.stream(nearestFirst)
                .limit(round.nprobes()[rung])
                .filter(cell -> here[cell])
                .toArray();
        if (probed.length > cells.length) {
          cells = probed;
          hits = scan(task, index, query, cells);
        }
        count(task, query, rung, hits);
      }
    }
  }

  /** The nearest by codes, or by vectors where there are no codes, without the query's own. */
  private List<Hit<Map<String, Object>>> scan(
      Task task, PartitionIndex<Map<String, Object>> index, int query, int[] cells) {
    int deep =
        task.trained().spec().quantized()
            ? Truth.K * Math.max(1, round.largestFactor())
            : Survey.TRUTH_DEPTH;
    return index
        .search(
            task.queries().prepared().row(query), cells, new SearchParams(deep + 1, 0, false), null)
        .stream()
        .filter(hit -> !hit.id().equals(task.queries().entityId(query)))
        .toList();
  }

  private void count(Task task, int query, int rung, List<Hit<Map<String, Object>>> hits) {
    boolean quantized = task.trained().spec().quantized();
    int seen = 0;
    int counted = 0;
    for (int factor = 0; factor < round.factors().length; factor++) {
      if (quantized && round.factors()[factor] == 0) {
        byCodes.add(
            rung * queries + query,
            hits.stream().limit(Truth.K).map(hit -> new Near(hit.id(), hit.distance())).toList());
        continue;
      }
      int compared = quantized ? Truth.K * round.factors()[factor] : hits.size();
      for (; seen < Math.min(compared, hits.size()); seen++) {
        if (task.truth().counts(query, hits.get(seen).id())) {
          counted++;
        }
      }
      exactly[place(rung, factor, query)] += counted;
    }
  }

  private int place(int rung, int factor, int query) {
    return (rung * round.factors().length + factor) * queries + query;
  }

  private Findings merge(Findings other) {
    for (int i = 0; i < exactly.length; i++) {
      exactly[i] += other.exactly[i];
    }
    byCodes.merge(other.byCodes);
    return this;
  }

  /** How many that count were found for a query under a setting of the round. */
  int found(Truth truth, int rung, int factor, int query) {
    long codes =
        byCodes.of(rung * queries + query).stream()
            .filter(near -> truth.counts(query, near.entityId()))
            .count();
    boolean byCodesAlone = round.factors()[factor] == 0;
    return exactly[place(rung, factor, query)] + (byCodesAlone ? (int) codes : 0);
  }
}
