package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Radius;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.CellReach;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.PartitionIndex;
import io.nearfield.index.search.SearchParams;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.search.Selected;
import io.nearfield.index.search.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Finds the entries that answer one query.
 *
 * <p>The nearest are looked for by codes in the cells nearest to the query, and in more of them
 * while too few entries pass, by the {@link ProbingRule}. Everything that codes and a few cells
 * could not tell is compared by full vectors: the farthest, all within a radius (in the cells that
 * reach it), the members of a small view, and what is asked for exactly.
 */
final class CellProbing {

  private final Generation generation;
  private final TrainedIndex trained;
  private final int[] partitionOfCell;
  private final int[] allPartitions;
  private final IntFunction<PartitionIndex<HeldEntry>> partitions;

  CellProbing(
      Generation generation,
      Codebooks codebooks,
      IntFunction<PartitionIndex<HeldEntry>> partitions) {
    this.generation = generation;
    this.trained = codebooks.trained();
    this.partitionOfCell = codebooks.partitionOfCell();
    this.allPartitions = Arrays.stream(partitionOfCell).distinct().sorted().toArray();
    this.partitions = partitions;
  }

  /** Whether every entry that may answer is compared, so that their number is known. */
  static boolean isExhaustive(Lookup lookup, Admission admission) {
    return lookup.effort().exact()
        || lookup.order() == Lookup.Order.FARTHEST
        || lookup.extent().radius() != null
        || admission.isFew();
  }

  /**
   * The first of all entries that answer, and how many those are, by full vectors.
   *
   * @param wanted how many, those of the pages before included
   */
  Selected<HeldEntry> select(float[] prepared, Lookup lookup, int wanted, Admission admission) {
    Radius radius = lookup.extent().radius();
    Selection selection =
        new Selection(
            wanted,
            lookup.order() == Lookup.Order.FARTHEST
                ? SearchRequest.Order.FARTHEST
                : SearchRequest.Order.NEAREST,
            radius == null ? Selection.Radius.ANY : radius::holds);
    Predicate<HeldEntry> predicate = predicate(admission);
    Selected<HeldEntry> best = Selected.none();
    if (admission.isFew()) {
      for (int partition : allPartitions) {
        PartitionIndex<HeldEntry> entries = partitions.apply(partition);
        best =
            best.with(
                entries.selectAmong(prepared, admission.ids(), selection, predicate), selection);
      }
      return best;
    }
    int[] cells =
        radius == null || radius.most() == Float.POSITIVE_INFINITY
            ? IntStream.range(0, trained.cells()).toArray()
            : new CellReach(trained).within(prepared, radius.most());
    for (Map.Entry<Integer, int[]> own : byPartition(cells).entrySet()) {
      PartitionIndex<HeldEntry> entries = partitions.apply(own.getKey());
      best = best.with(entries.select(prepared, own.getValue(), selection, predicate), selection);
    }
    return best;
  }

  /**
   * The nearest entries, nearest first.
   *
   * @param wanted how many
   */
  List<Hit<HeldEntry>> nearest(
      float[] prepared, Lookup.Effort effort, int wanted, Admission admission) {
    int cells = trained.cells();
    int[] order = trained.probe(prepared, cells);
    int rerankFactor =
        effort.rerankFactor() < 0 ? generation.rerankFactor() : effort.rerankFactor();
    int nprobe = effort.nprobe() == 0 ? generation.nprobe() : effort.nprobe();
    ProbingRule rule = ProbingRule.of(generation, nprobe, wanted, admission.isThinning());
    SearchParams params = new SearchParams(wanted, rerankFactor, false);
    AtomicLong passed = new AtomicLong();
    Predicate<HeldEntry> predicate = predicate(admission);
    Predicate<HeldEntry> counting =
        predicate == null ? null : entry -> predicate.test(entry) && passed.incrementAndGet() > 0;

    List<Hit<HeldEntry>> best = List.of();
    int from = 0;
    int to = rule.first();
    while (true) {
      best =
          merge(
              best, scan(prepared, Arrays.copyOfRange(order, from, to), params, counting), wanted);
      if (rule.complete(best.size(), passed.get())) {
        return best;
      }
      if (to == cells) {
        // Few pass, or there are no more: comparing them all costs little and misses none.
        return scan(prepared, order, SearchParams.exact(wanted), predicate);
      }
      from = to;
      to = rule.next(to);
    }
  }

  private static Predicate<HeldEntry> predicate(Admission admission) {
    return admission.isAll() ? null : entry -> admission.admits(entry.id(), entry.attributes());
  }

  private List<Hit<HeldEntry>> scan(
      float[] prepared, int[] cells, SearchParams params, Predicate<HeldEntry> predicateOrNull) {
    List<Hit<HeldEntry>> best = List.of();
    for (Map.Entry<Integer, int[]> own : byPartition(cells).entrySet()) {
      PartitionIndex<HeldEntry> entries = partitions.apply(own.getKey());
      best =
          merge(
              best, entries.search(prepared, own.getValue(), params, predicateOrNull), params.k());
    }
    return best;
  }

  private Map<Integer, int[]> byPartition(int[] cells) {
    Map<Integer, IntStream.Builder> collected = new TreeMap<>();
    for (int cell : cells) {
      collected.computeIfAbsent(partitionOfCell[cell], p -> IntStream.builder()).add(cell);
    }
    Map<Integer, int[]> byPartition = new TreeMap<>();
    collected.forEach((partition, its) -> byPartition.put(partition, its.build().toArray()));
    return byPartition;
  }

  private static List<Hit<HeldEntry>> merge(
      List<Hit<HeldEntry>> one, List<Hit<HeldEntry>> other, int k) {
    if (one.isEmpty()) {
      return other;
    }
    List<Hit<HeldEntry>> all = new ArrayList<>(one.size() + other.size());
    all.addAll(one);
    all.addAll(other);
    Collections.sort(all);
    return all.size() <= k ? all : new ArrayList<>(all.subList(0, k));
  }
}
