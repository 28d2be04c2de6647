package io.nearfield.index.faiss;

import io.nearfield.index.VectorBatch;
import java.io.IOException;

/**
 * A scalar quantizer of one byte per dimension.
 *
 * <pre>
 *  bytes
 *      4  kind: 0 a range per dimension, 2 one range for all, 5 the byte is the value
 *      8  how the range was found, and its argument: of no use afterwards
 *      8  dimension
 *      8  bytes of a code: as many
 *         vector of floats: the least values, then the widths of the ranges
 * </pre>
 *
 * FAISS decodes to the middle of a step, {@code least + (code + 0.5) / 255 * width}; ours is {@code
 * least + code * step}. So our least value is half a step above FAISS's, and codes stay as they
 * are.
 *
 * @param codebook two rows: the least value of each dimension and its step, as ours are
 */
record ScalarSection(VectorBatch codebook) {

  private static final int RANGE_PER_DIMENSION = 0;
  private static final int RANGE_FOR_ALL = 2;
  private static final int DIRECT = 5;
  private static final int STEPS = 255;

  static ScalarSection read(FaissInput in, int dimension) throws IOException {
    long start = in.offset();
    int kind = in.int32();
    in.int32();
    in.float32();
    if (kind != RANGE_PER_DIMENSION && kind != RANGE_FOR_ALL && kind != DIRECT) {
      throw in.unsupported(
          start, "a scalar quantizer is of kind %d; supported: 0, 2, 5 (8 bits)", kind);
    }
    long at = in.offset();
    long d = in.int64();
    long codeSize = in.int64();
    if (d != dimension || codeSize != dimension) {
      throw in.corrupt(
          at,
          "a scalar quantizer of dimension %d and %d bytes a code, in an index of dimension %d",
          d,
          codeSize,
          dimension);
    }
    at = in.offset();
    int length = in.length("ranges of a scalar quantizer", Float.BYTES);
    int wanted = kind == RANGE_PER_DIMENSION ? 2 * dimension : kind == RANGE_FOR_ALL ? 2 : 0;
    if (length != wanted) {
      throw in.corrupt(at, "%d ranges of a scalar quantizer, must be %d", length, wanted);
    }
    float[] ranges = in.floats("ranges of a scalar quantizer", length);
    float[] rows = new float[2 * dimension];
    for (int i = 0; i < dimension; i++) {
      if (kind == DIRECT) {
        rows[dimension + i] = 1;
      } else {
        int j = kind == RANGE_FOR_ALL ? 0 : i;
        float width = ranges[kind == RANGE_FOR_ALL ? 1 : dimension + i];
        rows[i] = (float) (ranges[j] + 0.5 / STEPS * width);
        rows[dimension + i] = width / STEPS;
      }
    }
    return new ScalarSection(new VectorBatch(rows, dimension));
  }

  void write(FaissOutput out) throws IOException {
    int d = codebook.dimension();
    float[] ranges = new float[2 * d];
    for (int i = 0; i < d; i++) {
      double step = codebook.values()[d + i];
      ranges[i] = (float) (codebook.values()[i] - 0.5 * step);
      ranges[d + i] = (float) (step * STEPS);
    }
    out.int32(RANGE_PER_DIMENSION).int32(0).float32(0).int64(d).int64(d).vector(ranges);
  }
}
