package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lists of exact size from many vectors at once, some rows at a time: first the cell of each
 * vector, which says how long each list will be, then what is stored of it. Beside the lists
 * themselves it needs 8 bytes per vector.
 */
final class BulkBuild {

  private static final int ROWS_PER_TASK = 4096;

  private final TrainedIndex trained;
  private final Shape shape;
  private final long[] ids;
  private final VectorBatch vectors;
  private final int threads;

  BulkBuild(TrainedIndex trained, Shape shape, long[] ids, VectorBatch vectors, int threads) {
    this.trained = trained;
    this.shape = shape;
    this.ids = ids;
    this.vectors = vectors;
    this.threads = threads;
  }

  /** Fills empty lists. */
  void fill(AtomicReferenceArray<Cell> lists) {
    int[] cellOf = new int[ids.length];
    forEachTask(
        (rows, from) -> System.arraycopy(trained.assignAll(rows), 0, cellOf, from, rows.rows()));
    int[] place = places(cellOf, lists.length());
    HeapStorage[][] storages = storages(cellOf, lists.length());
    int most = shape.mostPerPart();
    forEachTask(
        (rows, from) -> {
          int[] cells = Arrays.copyOfRange(cellOf, from, from + rows.rows());
          long[] some = Arrays.copyOfRange(ids, from, from + rows.rows());
          EncodedRows encoded = EncodedRows.of(trained, shape, some, rows, cells, 1);
          for (int i = 0; i < rows.rows(); i++) {
            int at = place[from + i];
            storages[cells[i]][at / most].put(at % most, encoded, i);
          }
        });
    for (int cell = 0; cell < storages.length; cell++) {
      Part[] parts = new Part[storages[cell].length];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = Part.of(storages[cell][i].packed(), storages[cell][i].size());
      }
      lists.set(cell, new Cell(parts, Long.MIN_VALUE));
    }
  }

  private interface Task {
    void run(VectorBatch prepared, int from);
  }

  private void forEachTask(Task task) {
    Ranges.forEach(
        ids.length, ROWS_PER_TASK, threads, (from, to) -> task.run(prepared(from, to), from));
  }

  private VectorBatch prepared(int from, int to) {
    try {
      return trained.prepareAll(vectors.slice(from, to));
    } catch (IllegalArgumentException unfit) {
      trained.prepareAll(vectors); // names the row as the caller counts it
      throw unfit;
    }
  }

  /** The place of each row in the list of its cell: they keep their order. */
  private static int[] places(int[] cellOf, int cells) {
    int[] next = new int[cells];
    int[] places = new int[cellOf.length];
    for (int row = 0; row < places.length; row++) {
      places[row] = next[cellOf[row]]++;
    }
    return places;
  }

  private HeapStorage[][] storages(int[] cellOf, int cells) {
    int[] counts = new int[cells];
    for (int cell : cellOf) {
      counts[cell]++;
    }
    int most = shape.mostPerPart();
    int[][] sizes = new int[cells][];
    for (int cell = 0; cell < cells; cell++) {
      int count = counts[cell];
      sizes[cell] = new int[(count + most - 1) / most];
      Arrays.setAll(sizes[cell], i -> Math.min(most, count - i * most));
    }
    return Allocation.of(shape, sizes);
  }
}
