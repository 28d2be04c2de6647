package io.nearfield.benchmarks.pairs;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.parallel.Ranges;
import io.nearfield.index.search.Asked;
import io.nearfield.index.search.BlockJoin;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.JoinRows;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The nearest of every row among all, cell by cell, as {@code nearfield neighbours} finds them:
 * rows that look into a cell are compared with it in blocks.
 */
public final class AllPairs {

  /** So many rows choose the number of probed cells, and as many grade it. */
  private static final int SAMPLED = 200;

  private final TrainedIndex trained;
  private final VectorBatch rows; // prepared, sorted by cell
  private final int[] numbers; // of each sorted row
  private final int[] starts; // Layout: (cells + 1), the first sorted row of each
  private final JoinRows<Void> all;
  private final int k;
  private final int threads;

  private AllPairs(TrainedIndex trained, VectorBatch prepared, int[] cells, int k, int threads) {
    this.trained = trained;
    this.k = k;
    this.threads = threads;
    int d = prepared.dimension();
    this.starts = new int[trained.cells() + 1];
    for (int cell : cells) {
      starts[cell + 1]++;
    }
    for (int cell = 0; cell < trained.cells(); cell++) {
      starts[cell + 1] += starts[cell];
    }
    int[] next = starts.clone();
    this.numbers = new int[cells.length];
    float[] values = new float[prepared.values().length];
    for (int row = 0; row < cells.length; row++) {
      int to = next[cells[row]]++;
      numbers[to] = row;
      System.arraycopy(prepared.values(), row * d, values, to * d, d);
    }
    this.rows = new VectorBatch(values, d);
    this.all = JoinRows.of(rows, ids(numbers));
  }

  private static List<String> ids(int[] numbers) {
    return IntStream.of(numbers).mapToObj(Integer::toString).toList();
  }

  /** Assigns the rows to cells. */
  public static AllPairs of(TrainedIndex trained, VectorBatch vectors, int k, int threads) {
    VectorBatch prepared = trained.prepareAll(vectors);
    return new AllPairs(trained, prepared, trained.assignAll(prepared, threads), k, threads);
  }

  /**
   * The neighbours of every row, by its number, nearest first.
   *
   * @param neighbours row numbers, -1 where there are fewer. Layout: (rows, k)
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Found(int[] neighbours, long compared) {}

  /** The fewest cells with which sampled rows find the wanted share of their nearest. */
  public int chooseNprobe(double recall) {
    int[] sampled =
        IntStream.range(0, rows.rows())
            .filter(row -> row % Math.max(1, rows.rows() / (2 * SAMPLED)) == 0)
            .toArray();
    int cells = trained.cells();
    int[][] needed = new int[sampled.length][];
    int[] sortedOf = sortedOf();
    Ranges.forEach(
        sampled.length,
        Math.max(1, (sampled.length + threads - 1) / threads),
        threads,
        (from, to) -> {
          int[] mine = Arrays.copyOfRange(sampled, from, to);
          BlockJoin<Void> join = join(mine);
          join.compare(null, all, 0, rows.rows());
          for (int i = 0; i < mine.length; i++) {
            needed[from + i] = needed(mine[i], join.nearest(i), sortedOf);
          }
        });
    int low = 1;
    int high = cells;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean enough = share(needed, middle, 0) >= recall && share(needed, middle, 1) >= recall;
      if (enough) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private int[] needed(int row, List<Hit<Void>> nearest, int[] sortedOf) {
    int[] place = new int[trained.cells()];
    int[] order = trained.probe(rows.row(row), trained.cells());
    for (int i = 0; i < order.length; i++) {
      place[order[i]] = i + 1;
    }
    return nearest.stream()
        .mapToInt(hit -> place[cellOf(sortedOf[Integer.parseInt(hit.id())])])
        .toArray();
  }

  private int[] sortedOf() {
    int[] sorted = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      sorted[numbers[i]] = i;
    }
    return sorted;
  }

  private int cellOf(int sorted) {
    int at = Arrays.binarySearch(starts, sorted);
    int cell = at >= 0 ? at : -at - 2;
    while (starts[cell + 1] <= sorted) { // empty cells start where the next does
      cell++;
    }
    return cell;
  }

  private static double share(int[][] needed, int nprobe, int half) {
    long found = 0;
    long wanted = 0;
    for (int i = half; i < needed.length; i += 2) {
      for (int place : needed[i]) {
        found += place <= nprobe ? 1 : 0;
        wanted++;
      }
    }
    return wanted == 0 ? 1 : found / (double) wanted;
  }

  /** Joins, rows of neighbouring cells together. */
  public Found join(int nprobe) {
    int[] neighbours = new int[rows.rows() * k];
    Arrays.fill(neighbours, -1);
    AtomicLong compared = new AtomicLong();
    int share = Math.max(1, (rows.rows() + 2 * threads - 1) / (2 * threads));
    Ranges.forEach(
        rows.rows(),
        share,
        threads,
        (from, to) -> {
          int[] mine = IntStream.range(from, to).toArray();
          BlockJoin<Void> join = join(mine);
          Asked asked = Asked.of(trained.probeAll(rows.slice(from, to), nprobe), trained.cells());
          for (int cell = 0; cell < trained.cells(); cell++) {
            join.compare(asked.of(cell), all, starts[cell], starts[cell + 1]);
          }
          compared.addAndGet(join.compared());
          for (int i = 0; i < mine.length; i++) {
            int at = numbers[mine[i]] * k;
            for (Hit<Void> hit : join.nearest(i)) {
              neighbours[at++] = Integer.parseInt(hit.id());
            }
          }
        });
    return new Found(neighbours, compared.get());
  }

  private BlockJoin<Void> join(int[] mine) {
    int d = rows.dimension();
    float[] values = new float[mine.length * d];
    String[] selves = new String[mine.length];
    for (int i = 0; i < mine.length; i++) {
      System.arraycopy(rows.values(), mine[i] * d, values, i * d, d);
      selves[i] = Integer.toString(numbers[mine[i]]);
    }
    return new BlockJoin<>(new VectorBatch(values, d), trained.metric(), k, Float.NaN, selves);
  }
}
