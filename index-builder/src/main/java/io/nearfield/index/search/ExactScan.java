package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;

/**
 * One thread's share of an {@link ExactBatch}: the candidates of every query of a block among the
 * entries that this thread has passed over. A key is the inner product, under EUCLIDEAN less half
 * the squared norm of the stored vector: more is nearer.
 */
final class ExactScan {

  private static final int ROWS_PER_TILE = 96; // a multiple of the rows of a register tile

  private final Moment moment;
  private final PackedRows queries;
  private final boolean withNorms;
  private final Candidates[] candidates;
  private final float[] thresholds; // of the candidates
  private final float[] products; // Layout: (ROWS_PER_TILE, queries.stride())
  private final int[] found;
  private float[] loaded = new float[0]; // entries that do not lie on the heap
  private double largestNorm;

  ExactScan(Moment moment, PackedRows queries, Parts parts, long wanted) {
    this.moment = moment;
    this.queries = queries;
    this.withNorms = moment.trained().metric() == Metric.EUCLIDEAN;
    this.candidates = new Candidates[queries.rows()];
    for (int i = 0; i < candidates.length; i++) {
      candidates[i] = new Candidates(parts);
      candidates[i].reset(wanted, Float.NEGATIVE_INFINITY);
    }
    this.thresholds = new float[candidates.length];
    Arrays.fill(thresholds, Float.NEGATIVE_INFINITY);
    this.products = new float[Math.multiplyExact(ROWS_PER_TILE, queries.stride())];
    this.found = new int[candidates.length];
  }

  Candidates candidates(int query) {
    return candidates[query];
  }

  /** Of all stored vectors passed over. */
  double largestNorm() {
    return largestNorm;
  }

  void over(ExactBatch.Piece piece) {
    int d = queries.dimension();
    int end = piece.from() + piece.count();
    for (int from = piece.from(); from < end; from += ROWS_PER_TILE) {
      int some = Math.min(ROWS_PER_TILE, end - from);
      if (piece.part().storage instanceof HeapStorage heap) {
        tile(piece, from, some, heap.vectors, from * d);
      } else {
        loaded = loaded.length > 0 ? loaded : new float[ROWS_PER_TILE * d];
        piece.part().storage.vectors(from, some, loaded, 0);
        tile(piece, from, some, loaded, 0);
      }
    }
  }

  private void tile(ExactBatch.Piece piece, int from, int some, float[] rows, int rowsFrom) {
    int d = queries.dimension();
    VectorKernels.multiply(rows, rowsFrom, some, queries, products);
    boolean untouched = piece.part().untouched();
    for (int i = 0; i < some; i++) {
      int row = rowsFrom + i * d;
      float squared = VectorKernels.dot(rows, row, rows, row, d);
      largestNorm = Math.max(largestNorm, Math.sqrt(squared));
      if (untouched || piece.part().exists(from + i, moment.version())) {
        collect(i * queries.stride(), withNorms ? -squared / 2 : 0, piece.number(), from + i);
      }
    }
  }

  private void collect(int products, float norm, int number, int slot) {
    int reach =
        VectorKernels.atLeastEach(this.products, products, queries.rows(), norm, thresholds, found);
    for (int i = 0; i < reach; i++) {
      int query = found[i];
      Candidates into = candidates[query];
      into.offer(this.products[products + query] + norm, Parts.entry(number, slot));
      thresholds[query] = into.threshold();
    }
  }
}
