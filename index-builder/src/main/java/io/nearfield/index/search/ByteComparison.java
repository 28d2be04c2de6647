package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.kernel.VectorKernels;

/**
 * A query against one kept byte per dimension, which stands for x[j] = least[j] + step[j] *
 * byte[j]: q . x = q . least + (q step) . bytes, and q - x = (q - least) - step * bytes.
 *
 * <p>Under COSINE it stands for a vector of nearly unit length, and nearly is not enough to tell
 * the nearest: with unit vectors q . v = 1 - |q - v|^2 / 2, and that difference is what is
 * computed.
 */
final class ByteComparison implements Comparison {

  private final Metric metric;
  private final Measure measure;
  private final Scratch scratch;
  private final float[] step;
  private final float[] weights; // of the bytes: q step under DOT, else q - least
  private final float constant;

  /**
   * What a byte stands for, dimension by dimension, and room for the weights of a query.
   *
   * @param codec of the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Ranges(VectorCodec codec, float[] least, float[] step, float[] weights) {

    static Ranges of(VectorCodec codec) {
      VectorBatch rows = codec.codebook();
      return new Ranges(codec, rows.row(0), rows.row(1), new float[rows.dimension()]);
    }
  }

  ByteComparison(TrainedIndex trained, float[] query, Scratch scratch) {
    this.metric = trained.metric();
    this.measure = Measure.ofVectors(metric);
    this.scratch = scratch;
    Ranges ranges = scratch.ranges(trained.refineCodec().orElseThrow());
    float[] least = ranges.least();
    this.step = ranges.step();
    this.weights = ranges.weights();
    boolean differences = metric != Metric.DOT;
    for (int j = 0; j < weights.length; j++) {
      weights[j] = differences ? query[j] - least[j] : query[j] * step[j];
    }
    this.constant = differences ? 0 : VectorKernels.dot(query, least);
  }

  @Override
  public Measure measure() {
    return measure;
  }

  @Override
  public void at(Part part, int cell, int[] slots, int count, float[] out) {
    byte[] rows;
    int[] chosen = slots;
    if (part.storage instanceof HeapStorage heap) {
      rows = heap.refined;
    } else {
      int d = weights.length;
      rows = scratch.bytes(count * d);
      for (int i = 0; i < count; i++) {
        part.storage.refined(slots[i], 1, rows, i * d);
      }
      chosen = scratch.upTo(count);
    }
    compare(rows, chosen, count, out);
  }

  @Override
  public void range(Part part, int cell, int from, int count, float[] out) {
    int[] slots = scratch.slots(count);
    for (int i = 0; i < count; i++) {
      slots[i] = from + i;
    }
    at(part, cell, slots, count, out);
  }

  private void compare(byte[] rows, int[] slots, int count, float[] out) {
    switch (metric) {
      case EUCLIDEAN -> {
        for (int i = 0; i < count; i++) {
          out[i] = -VectorKernels.squaredL2Bytes(weights, step, rows, slots[i] * step.length);
        }
      }
      case COSINE -> {
        for (int i = 0; i < count; i++) {
          out[i] =
              1 - VectorKernels.squaredL2Bytes(weights, step, rows, slots[i] * step.length) / 2;
        }
      }
      case L1 -> {
        for (int i = 0; i < count; i++) {
          out[i] = -VectorKernels.l1Bytes(weights, step, rows, slots[i] * step.length);
        }
      }
      default -> {
        VectorKernels.dotBytesAt(weights, rows, 0, slots, count, out);
        for (int i = 0; i < count; i++) {
          out[i] += constant;
        }
      }
    }
  }
}
