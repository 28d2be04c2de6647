package io.nearfield.index.sq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;

/**
 * One byte per dimension: the value's place in a range, in 255 equal steps; values outside are
 * clamped.
 *
 * <p>The range of a dimension is what training saw, widened by a 64th of its width at each end: a
 * sample seldom holds the greatest value there will be, and the price is steps wider by a 32nd.
 *
 * <p>Codebook: two rows, what code 0 stands for in each dimension and the step. FAISS's 8-bit codes
 * stand for the middle of a 255th, vmin + (code + 0.5) / 255 * vdiff: the same with vmin + vdiff /
 * 510 and vdiff / 255 as the two. Immutable and thread-safe.
 */
public final class ScalarQuantizer implements VectorCodec {

  private static final int STEPS = 255;
  private static final float WIDENED = 1f / 64;

  private final float[] least;
  private final float[] step;

  private ScalarQuantizer(float[] least, float[] step) {
    this.least = least;
    this.step = step;
  }

  /** Learns the range of each dimension from at least one row. */
  public static ScalarQuantizer train(VectorBatch rows) {
    int d = rows.dimension();
    float[] least = new float[d];
    float[] most = new float[d];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(most, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < rows.rows(); i++) {
      for (int j = 0; j < d; j++) {
        float value = rows.values()[i * d + j];
        least[j] = Math.min(least[j], value);
        most[j] = Math.max(most[j], value);
      }
    }
    float[] step = new float[d];
    for (int j = 0; j < d; j++) {
      float width = most[j] - least[j];
      least[j] -= WIDENED * width;
      step[j] = (1 + 2 * WIDENED) * width / STEPS;
    }
    return new ScalarQuantizer(least, step);
  }

  /** From its codebook: two rows. */
  public static ScalarQuantizer of(VectorBatch codebook) {
    if (codebook.rows() != 2) {
      throw new IllegalArgumentException(
          "Cannot make scalar quantizer: its codebook has 2 rows, got " + codebook.rows());
    }
    return new ScalarQuantizer(codebook.row(0), codebook.row(1));
  }

  @Override
  public int dimension() {
    return least.length;
  }

  @Override
  public int codeSize() {
    return least.length;
  }

  @Override
  public void encode(float[] vector, int from, byte[] code, int codeFrom) {
    for (int j = 0; j < least.length; j++) {
      int place = step[j] > 0 ? Math.round((vector[from + j] - least[j]) / step[j]) : 0;
      code[codeFrom + j] = (byte) Math.max(0, Math.min(STEPS, place));
    }
  }

  @Override
  public void decode(byte[] code, int codeFrom, float[] vector, int from) {
    for (int j = 0; j < least.length; j++) {
      vector[from + j] = least[j] + (code[codeFrom + j] & 255) * step[j];
    }
  }

  @Override
  public VectorBatch codebook() {
    float[] rows = Arrays.copyOf(least, least.length * 2);
    System.arraycopy(step, 0, rows, least.length, step.length);
    return new VectorBatch(rows, least.length);
  }

  @Override
  public CodeDots dots(float[] query) {
    return dots(query, null);
  }

  /** q . (least + code * step) = q . least + (q * step) . code. */
  @Override
  public CodeDots dots(float[] query, CodeDots used) {
    requireQuery(query);
    float[] weights = used instanceof ByteDots before ? before.weights() : new float[query.length];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = query[j] * step[j];
    }
    return new ByteDots(weights, VectorKernels.dot(query, least));
  }
}
