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
 * Scans the cells nearest to a query, and more of them while too few entries pass the filter.
 *
 * <p>A filter thins the cells out, so the nearest that pass lie farther away than the nearest of
 * all. Probing therefore goes on, twice as many cells each time, until as many entries have passed
 * as an unfiltered lookup would have seen (at most {@value #ENOUGH_PER_NEIGHBOUR} per neighbour).
 * If that takes all cells, few pass, and these are compared exactly.
 */
final class CellProbing {

  static final int ENOUGH_PER_NEIGHBOUR = 40;

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
    long enough = filterOrNull == null ? k : enough(k, nprobe);
    AtomicLong passed = new AtomicLong();
    Predicate<Map<String, Object>> counting =
        filterOrNull == null ? null : attributes -> count(filterOrNull, attributes, passed);

    List<Hit<Map<String, Object>>> best = List.of();
    int from = 0;
    int to = Math.min(nprobe, cells);
    while (true) {
      best = merge(best, scan(prepared, Arrays.copyOfRange(order, from, to), params, counting), k);
      long seen = filterOrNull == null ? best.size() : passed.get();
      if (best.size() >= k && seen >= enough) {
        return best;
      }
      if (to == cells) {
        return scan(prepared, order, exact, filterOrNull == null ? null : filterOrNull::test);
      }
      from = to;
      to = (int) Math.min(cells, 2L * to);
    }
  }

  /** How many entries an unfiltered lookup compares, within reason. */
  private long enough(int k, int nprobe) {
    long unfiltered =
        (long)
            ((double) generation.entries() * Math.min(nprobe, trained.cells()) / trained.cells());
    return Math.max(k, Math.min(unfiltered, (long) ENOUGH_PER_NEIGHBOUR * k));
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
