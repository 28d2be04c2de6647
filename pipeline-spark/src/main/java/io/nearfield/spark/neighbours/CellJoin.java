package io.nearfield.spark.neighbours;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.search.Asked;
import io.nearfield.index.search.BlockJoin;
import io.nearfield.index.search.CellReach;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.JoinRows;
import io.nearfield.spark.search.PartitionRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Joins the entries of one partition with those of the partitions that hold their probed cells.
 *
 * <p>A cell's rows are compared at once with all entries that look into it. In memory are this
 * partition, one other, and the answers of one pass.
 */
final class CellJoin {

  private static final int QUERIES_PER_PASS = 50_000;

  /** So many answers of a pass are in memory at most, whatever k is. */
  private static final int ANSWERS_PER_PASS = 4 << 20;

  /** So many numbers of cells to look into. */
  private static final int PROBES_PER_PASS = 32 << 20;

  private final Entries entries;
  private final int partition;
  private final PartitionRows own;

  CellJoin(Entries entries, int partition) {
    this.entries = entries;
    this.partition = partition;
    this.own = entries.rows(partition);
  }

  PartitionRows own() {
    return own;
  }

  /** The id of one of this partition's rows. */
  String id(int row) {
    return own.rows().ids().get(row);
  }

  /** Receives what was found for one of this partition's rows. */
  interface Neighbours {
    /**
     * @param nearest nearest first
     * @param cut whether there are more than these
     */
    void found(int row, List<Hit<Map<String, Object>>> nearest, boolean cut);
  }

  /**
   * Cuts this partition's rows into passes, each of which reads the neighbouring partitions.
   *
   * @param answers how many are kept for each row
   * @param probes how many cells each looks into at the most
   */
  List<int[]> passes(IntPredicate wanted, int answers, int probes) {
    int size =
        Math.max(
            256,
            Math.min(
                QUERIES_PER_PASS, Math.min(ANSWERS_PER_PASS / answers, PROBES_PER_PASS / probes)));
    List<int[]> passes = new ArrayList<>();
    int[] rows = IntStream.range(0, own.size()).filter(wanted).toArray();
    for (int from = 0; from < rows.length; from += size) {
      passes.add(Arrays.copyOfRange(rows, from, Math.min(rows.length, from + size)));
    }
    return passes;
  }

  /**
   * The k nearest of some entries within the cells that each probes; whoever finds fewer is
   * compared with all.
   *
   * @param mine a pass
   */
  void nearest(int k, int nprobe, int[] mine, Neighbours receiver) {
    TrainedIndex trained = entries.trained();
    if (nprobe >= trained.cells()) {
      nearestOfAll(k, mine, receiver);
      return;
    }
    BlockJoin<Map<String, Object>> join = join(mine, k);
    over(join, Asked.of(trained.probeAll(queries(mine), nprobe), trained.cells()));
    List<Integer> few = new ArrayList<>();
    for (int i = 0; i < mine.length; i++) {
      var nearest = join.nearest(i);
      if (nearest.size() < k) {
        few.add(mine[i]);
      } else {
        receiver.found(mine[i], nearest, join.cut(i));
      }
    }
    if (!few.isEmpty()) {
      nearestOfAll(k, few.stream().mapToInt(Integer::intValue).toArray(), receiver);
    }
  }

  private void nearestOfAll(int k, int[] mine, Neighbours receiver) {
    BlockJoin<Map<String, Object>> join = join(mine, k);
    join.compare(null, own.rows(), 0, own.size());
    for (int other = 0; other < entries.partitions(); other++) {
      if (other != partition) {
        PartitionRows rows = entries.rows(other);
        join.compare(null, rows.rows(), 0, rows.size());
      }
    }
    tell(join, mine, receiver);
  }

  /** The k nearest of some entries among vectors that are not of this index, or only some of it. */
  void nearestAmong(JoinRows<Map<String, Object>> others, int k, int[] mine, Neighbours receiver) {
    BlockJoin<Map<String, Object>> join = join(mine, k);
    join.compare(null, others, 0, others.ids().size());
    tell(join, mine, receiver);
  }

  private static void tell(BlockJoin<Map<String, Object>> join, int[] mine, Neighbours receiver) {
    for (int i = 0; i < mine.length; i++) {
      receiver.found(mine[i], join.nearest(i), join.cut(i));
    }
  }

  /**
   * The nearest of all entries within a radius, at most so many of each; none is missed that is
   * among them.
   *
   * @param mine a pass
   */
  void within(float radius, int most, int[] mine, Neighbours receiver) {
    TrainedIndex trained = entries.trained();
    CellReach reach = new CellReach(trained);
    VectorBatch queries = queries(mine);
    int[][] cells = new int[mine.length][];
    for (int i = 0; i < mine.length; i++) {
      cells[i] = reach.within(queries.row(i), radius);
    }
    BlockJoin<Map<String, Object>> join =
        new BlockJoin<>(queries, trained.metric(), most, radius, selves(mine));
    over(join, Asked.of(cells, trained.cells()));
    tell(join, mine, receiver);
  }

  private BlockJoin<Map<String, Object>> join(int[] mine, int k) {
    return new BlockJoin<>(queries(mine), entries.metric(), k, Float.NaN, selves(mine));
  }

  private void over(BlockJoin<Map<String, Object>> join, Asked asked) {
    compare(join, asked, own); // the nearest are mostly here, and spare the others much
    for (int other : asked.partitions(entries.partitionOfCell().value())) {
      if (other != partition) {
        compare(join, asked, entries.rows(other));
      }
    }
  }

  private static void compare(
      BlockJoin<Map<String, Object>> join, Asked asked, PartitionRows rows) {
    for (int i = 0; i < rows.cells(); i++) {
      join.compare(asked.of(rows.cell(i)), rows.rows(), rows.from(i), rows.to(i));
    }
  }

  private VectorBatch queries(int[] mine) {
    VectorBatch vectors = own.rows().vectors();
    if (mine.length == own.size()) {
      return vectors;
    }
    int d = vectors.dimension();
    float[] values = new float[mine.length * d];
    for (int i = 0; i < mine.length; i++) {
      System.arraycopy(vectors.values(), mine[i] * d, values, i * d, d);
    }
    return new VectorBatch(values, d);
  }

  private String[] selves(int[] mine) {
    String[] selves = new String[mine.length];
    for (int i = 0; i < mine.length; i++) {
      selves[i] = own.rows().ids().get(mine[i]);
    }
    return selves;
  }
}
