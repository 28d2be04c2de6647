package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.kernel.VectorKernels;

/**
 * A query against codes. A code stands for centroid + decoded residual; its score is q . centroid +
 * q . residual + bias, of which {@link CodeDots} gives the second part.
 */
final class CodeComparison implements Comparison {

  private final TrainedIndex trained;
  private final Shape shape;
  private final float[] query;
  private final Measure measure;
  private final Scratch scratch;
  private final CodeDots dots;

  CodeComparison(
      TrainedIndex trained, Shape shape, float[] query, float[] turned, Scratch scratch) {
    this.trained = trained;
    this.shape = shape;
    this.query = query;
    this.measure = Measure.ofCodes(trained.metric(), VectorKernels.dot(query, query));
    this.scratch = scratch;
    this.dots = scratch.dots(trained.codec().orElseThrow(), query, turned);
  }

  @Override
  public Measure measure() {
    return measure;
  }

  /** The part of the score that all entries of a cell share. */
  float centre(int cell) {
    int d = query.length;
    return VectorKernels.dot(query, 0, trained.centroids().values(), cell * d, d);
  }

  /**
   * The entries of a run whose score, but for the centre, reaches {@code least}.
   *
   * @param from a multiple of {@link CodeLayout#BLOCK}
   * @param slots receives them, ascending; room for a block more than {@code count}
   * @param values receives their scores but for the centre
   * @return how many
   */
  int above(Part part, int from, int count, float least, int[] slots, float[] values) {
    if (part.storage instanceof HeapStorage heap) {
      return above(heap, from, count, least, slots, values);
    }
    byte[] codes = scratch.bytes(shape.layout().bytes(count));
    part.storage.codes(from, count, codes);
    int found = dots.above(codes, 0, count, biases(part, from, count), 0, least, slots, values);
    for (int i = 0; i < found; i++) {
      slots[i] += from;
    }
    return found;
  }

  private int above(
      HeapStorage heap, int from, int count, float least, int[] slots, float[] values) {
    int first = heap.start + from;
    int before = first % CodeLayout.BLOCK; // entries of another cell in the same block
    float[] biases = shape.biased() ? heap.biases : null;
    int found =
        dots.above(
            heap.codes,
            first - before,
            before + count,
            biases,
            first - before,
            least,
            slots,
            values);
    if (heap.start == 0) {
      return found;
    }
    int own = 0;
    for (int i = 0; i < found; i++) {
      if (slots[i] >= first) {
        values[own] = values[i];
        slots[own++] = slots[i] - heap.start;
      }
    }
    return own;
  }

  @Override
  public void range(Part part, int cell, int from, int count, float[] out) {
    if (part.storage instanceof HeapStorage heap) {
      int first = heap.start + from;
      int before = first % CodeLayout.BLOCK;
      float[] scored = before == 0 ? out : scratch.floats(before + count);
      dots.score(heap.codes, first - before, before + count, scored, 0);
      if (before > 0) {
        System.arraycopy(scored, before, out, 0, count);
      }
    } else {
      byte[] codes = scratch.bytes(shape.layout().bytes(count));
      part.storage.codes(from, count, codes);
      dots.score(codes, 0, count, out, 0);
    }
    float[] biases = biases(part, from, count);
    float centre = centre(cell);
    for (int i = 0; i < count; i++) {
      out[i] = biases == null ? out[i] + centre : out[i] + biases[i] + centre;
    }
  }

  private float[] biases(Part part, int from, int count) {
    if (!shape.biased()) {
      return null;
    }
    float[] biases = scratch.biases(count);
    part.storage.biases(from, count, biases, 0);
    return biases;
  }

  /** Whole blocks are scored for the sake of one entry: this is for few. */
  @Override
  public void at(Part part, int cell, int[] slots, int count, float[] out) {
    float[] block = new float[CodeLayout.BLOCK];
    int scored = -1;
    for (int i = 0; i < count; i++) {
      int from = slots[i] / CodeLayout.BLOCK * CodeLayout.BLOCK;
      if (from != scored) {
        range(part, cell, from, Math.min(CodeLayout.BLOCK, part.size - from), block);
        scored = from;
      }
      out[i] = block[slots[i] - from];
    }
  }
}
