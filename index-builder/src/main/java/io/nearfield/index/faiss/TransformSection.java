package io.nearfield.index.faiss;

import java.io.IOException;

/**
 * One transform of vectors before they reach an index: a rotation ("LTra", which is what OPQ leaves
 * behind, or "rrot", a random one) or scaling to unit length ("VNrm").
 *
 * <pre>
 *  bytes
 *      4  "LTra" or "rrot"            "VNrm"
 *      1  whether it adds a bias       4  the norm: 2
 *         matrix: vector of floats
 *         bias: vector of floats
 *      8  dimension before, after
 *      1  whether it is trained
 * </pre>
 *
 * @param rotation y = rotation * x. Layout: (dimension, dimension), row by row; null when it scales
 *     to unit length
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between two methods, never compared
record TransformSection(float[] rotation) {

  static TransformSection read(FaissInput in, int dimension) throws IOException {
    long start = in.offset();
    int kind = in.int32();
    if (kind == FourCc.of("VNrm")) {
      float norm = in.float32();
      dimensions(in, start, kind, dimension);
      if (norm != 2) {
        throw in.unsupported(start, "transform 'VNrm' scales to norm %s; supported: 2", norm);
      }
      return new TransformSection(null);
    }
    if (kind != FourCc.of("LTra") && kind != FourCc.of("rrot")) {
      throw in.unsupported(
          start,
          "transform '%s'; supported: rotations ('LTra', 'rrot') and unit length ('VNrm')",
          FourCc.text(kind));
    }
    boolean biased = in.bool();
    float[] matrix = in.floats("values of a matrix", in.length("values of a matrix", Float.BYTES));
    in.floats("values of a bias", in.length("values of a bias", Float.BYTES));
    dimensions(in, start, kind, dimension);
    if (biased) {
      throw in.unsupported(
          start, "transform '%s' adds a bias; supported: rotations", FourCc.text(kind));
    }
    if (matrix.length != (long) dimension * dimension) {
      throw in.corrupt(start, "a matrix of %d values for dimension %d", matrix.length, dimension);
    }
    if (!Rotations.orthonormal(matrix, dimension)) {
      throw in.unsupported(
          start, "transform '%s' is no rotation; supported: rotations", FourCc.text(kind));
    }
    return new TransformSection(matrix);
  }

  private static void dimensions(FaissInput in, long start, int kind, int dimension)
      throws IOException {
    long at = in.offset();
    int before = in.int32();
    int after = in.int32();
    boolean trained = in.bool();
    if (before < 1 || after < 1 || before != dimension) {
      throw in.corrupt(
          at, "a transform from dimension %d to %d, before it is %d", before, after, dimension);
    }
    if (after != dimension || !trained) {
      throw in.unsupported(
          start,
          "transform '%s' from dimension %d to %d%s; supported: the dimension stays, as in OPQ<m>",
          FourCc.text(kind),
          before,
          after,
          trained ? "" : ", which is not trained");
    }
  }

  void write(FaissOutput out, int dimension) throws IOException {
    if (rotation == null) {
      out.fourCc("VNrm").float32(2);
    } else {
      out.fourCc("LTra").bool(false).vector(rotation).vector(new float[0]);
    }
    out.int32(dimension).int32(dimension).bool(true);
  }
}
