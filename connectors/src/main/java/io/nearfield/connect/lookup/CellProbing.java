package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.PartitionIndex;
import io.nearfield.index.search.SearchParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Scans the cells nearest to a query, and more of them while too few entries pass the filter, by
 * the {@link ProbingRule}.
 */
final class CellProbing {

  private final Generation generation;
  private final TrainedIndex trained;
  private final int[] partitionOfCell;
  private final IntFunction<PartitionIndex<Map<String, Object>>> partitions;

  CellProbing(
      Generation generation,
      Codebooks codebooks,
      IntFunction<PartitionIndex<Map<String, Object>>> partitions) {
    this.generation = generation;
    this.trained = codebooks.trained();
    this.partitionOfCell = codebooks.partitionOfCell();
    this.partitions = partitions;
  }

  /**
   * The nearest entries, nearest first.
   *
   * @param k how many; the lookup's own k or one more
   * @param filterOrNull which entries may answer; null for all
   */
  List<Hit<Map<String, Object>>> search(
      float[] prepared, Lookup lookup, int k, Filter filterOrNull) {
    int cells = trained.cells();
    int[] order = trained.probe(prepared, cells);
    SearchParams exact = SearchParams.exact(k);
    if (lookup.exact()) {
      return scan(prepared, order, exact, filterOrNull == null ? null : filterOrNull::test);
    }

    int rerankFactor =
        lookup.rerankFactor() < 0 ? generation.rerankFactor() : lookup.rerankFactor();
    SearchParams params = new SearchParams(k, rerankFactor, false);
    int nprobe = lookup.nprobe() == 0 ? generation.nprobe() : lookup.nprobe();
    ProbingRule rule = ProbingRule.of(generation, nprobe, k, filterOrNull != null);
    AtomicLong passed = new AtomicLong();
    Predicate<Map<String, Object>> counting =
        filterOrNull == null ? null : attributes -> count(filterOrNull, attributes, passed);

    List<Hit<Map<String, Object>>> best = List.of();
    int from = 0;
    int to = rule.first();
    while (true) {
      best = merge(best, scan(prepared, Arrays.copyOfRange(order, from, to), params, counting), k);
      if (rule.complete(best.size(), passed.get())) {
        return best;
      }
      if (to == cells) {
        return scan(prepared, order, exact, filterOrNull == null ? null : filterOrNull::test);
      }
      from = to;
      to = rule.next(to);
    }
  }

  private static boolean count(Filter filter, Map<String, Object> attributes, AtomicLong passed) {
    boolean passes = filter.test(attributes);
    if (passes) {
      passed.incrementAndGet();
    }
    return passes;
  }

  private List<Hit<Map<String, Object>>> scan(
      float[] prepared,
      int[] cells,
      SearchParams params,
      Predicate<Map<String, Object>> predicateOrNull) {
    Map<Integer, List<Integer>> byPartition = new TreeMap<>();
    for (int cell : cells) {
      byPartition.computeIfAbsent(partitionOfCell[cell], p -> new ArrayList<>()).add(cell);
    }
    List<Hit<Map<String, Object>>> best = List.of();
    for (Map.Entry<Integer, List<Integer>> entry : byPartition.entrySet()) {
      int[] own = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
      best =
          merge(
              best,
              partitions.apply(entry.getKey()).search(prepared, own, params, predicateOrNull),
              params.k());
    }
    return best;
  }

  private static List<Hit<Map<String, Object>>> merge(
      List<Hit<Map<String, Object>>> one, List<Hit<Map<String, Object>>> other, int k) {
    if (one.isEmpty()) {
      return other;
    }
    List<Hit<Map<String, Object>>> all = new ArrayList<>(one.size() + other.size());
    all.addAll(one);
    all.addAll(other);
    Collections.sort(all);
    return all.size() <= k ? all : new ArrayList<>(all.subList(0, k));
  }
}
