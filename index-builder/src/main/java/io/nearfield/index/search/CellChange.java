package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Some cells out, others in. Those that come take the numbers of those that go; where more come,
 * they get numbers at the end; where more go, the last cells move into the gaps.
 */
final class CellChange {

  private final Moment.Cells old;
  private final VectorBatch centroids; // of the cells that come
  private final int[] source; // of each new cell: an old cell's number, or -1 - the place in "in"

  private CellChange(Moment.Cells old, VectorBatch centroids, int[] source) {
    this.old = old;
    this.centroids = centroids;
    this.source = source;
  }

  static CellChange of(Moment.Cells old, int[] out, VectorBatch centroids) {
    int in = centroids.rows();
    int count = old.count() - out.length + in;
    if (count < 1 || !old.trained().spec().hasCells()) {
      throw new IllegalArgumentException(
          "Cannot replace %d cells by %d: index '%s' has %d and needs at least one"
              .formatted(out.length, in, old.trained().spec(), old.count()));
    }
    int[] source = new int[Math.max(count, old.count())];
    Arrays.setAll(source, i -> i);
    int[] gaps = out.clone();
    Arrays.sort(gaps);
    int filled = 0;
    for (; filled < Math.min(gaps.length, in); filled++) {
      source[gaps[filled]] = -1 - filled;
    }
    for (int i = filled; i < in; i++) {
      source[old.count() + i - filled] = -1 - i;
    }
    // Gaps that nothing fills, from the last: the last cell moves in.
    int end = old.count();
    for (int i = gaps.length - 1; i >= filled; i--) {
      source[gaps[i]] = source[--end];
    }
    return new CellChange(old, centroids, Arrays.copyOf(source, count));
  }

  /** The numbers of cells whose entries lie elsewhere than before. */
  int[] renumbered() {
    int[] numbers = new int[source.length];
    int count = 0;
    for (int i = 0; i < source.length; i++) {
      if (source[i] != i) {
        numbers[count++] = i;
      }
    }
    return Arrays.copyOf(numbers, count);
  }

  Moment.Cells apply(List<CellEntries> in, long since) {
    if (in.size() != centroids.rows()) {
      throw new IllegalArgumentException(
          "Cannot replace cells: %d lists for %d centroids".formatted(in.size(), centroids.rows()));
    }
    TrainedIndex trained = trained();
    AtomicReferenceArray<Cell> lists = new AtomicReferenceArray<>(source.length);
    for (int i = 0; i < source.length; i++) {
      Cell cell =
          source[i] >= 0
              ? old.lists().get(source[i])
              : Cell.of(trained, old.shape(), in.get(-1 - source[i]), i, since);
      lists.set(i, cell);
    }
    return new Moment.Cells(trained, old.shape(), lists);
  }

  private TrainedIndex trained() {
    TrainedIndex before = old.trained();
    int d = before.dimension();
    float[] rows = new float[Math.multiplyExact(source.length, d)];
    for (int i = 0; i < source.length; i++) {
      float[] from = source[i] >= 0 ? before.centroids().values() : centroids.values();
      int row = source[i] >= 0 ? source[i] : -1 - source[i];
      System.arraycopy(from, row * d, rows, i * d, d);
    }
    return before.withCentroids(new VectorBatch(rows, d));
  }
}
