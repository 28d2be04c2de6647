package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.kernel.VectorKernels;

/** A query against kept full vectors. */
final class FloatComparison implements Comparison {

  private final Metric metric;
  private final Measure measure;
  private final float[] query;
  private final Scratch scratch;

  FloatComparison(Metric metric, float[] query, Scratch scratch) {
    this.metric = metric;
    this.measure = Measure.ofVectors(metric);
    this.query = query;
    this.scratch = scratch;
  }

  @Override
  public Measure measure() {
    return measure;
  }

  @Override
  public void at(Part part, int cell, int[] slots, int count, float[] out) {
    float[] rows;
    int[] chosen = slots;
    if (part.storage instanceof HeapStorage heap) {
      rows = heap.vectors;
    } else {
      int d = query.length;
      rows = scratch.floats(count * d);
      for (int i = 0; i < count; i++) {
        part.storage.vectors(slots[i], 1, rows, i * d);
      }
      chosen = scratch.upTo(count);
    }
    switch (metric) {
      case EUCLIDEAN -> VectorKernels.squaredL2At(query, rows, 0, chosen, count, out);
      case L1 -> VectorKernels.l1At(query, rows, 0, chosen, count, out);
      default -> VectorKernels.dotAt(query, rows, 0, chosen, count, out);
    }
    negateDistances(count, out);
  }

  @Override
  public void range(Part part, int cell, int from, int count, float[] out) {
    int d = query.length;
    float[] rows;
    int rowsFrom = 0;
    if (part.storage instanceof HeapStorage heap) {
      rows = heap.vectors;
      rowsFrom = from * d;
    } else {
      rows = scratch.floats(count * d);
      part.storage.vectors(from, count, rows, 0);
    }
    switch (metric) {
      case EUCLIDEAN -> VectorKernels.squaredL2Batch(query, rows, rowsFrom, count, out, 0);
      case L1 -> VectorKernels.l1Batch(query, rows, rowsFrom, count, out, 0);
      default -> VectorKernels.dotBatch(query, rows, rowsFrom, count, out, 0);
    }
    negateDistances(count, out);
  }

  private void negateDistances(int count, float[] out) {
    if (metric == Metric.EUCLIDEAN || metric == Metric.L1) {
      for (int i = 0; i < count; i++) {
        out[i] = -out[i];
      }
    }
  }
}
