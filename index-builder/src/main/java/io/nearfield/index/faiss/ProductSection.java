package io.nearfield.index.faiss;

import io.nearfield.index.VectorBatch;
import java.io.IOException;

/**
 * A product quantizer: three 8-byte numbers (dimension, parts, bits), then the codebook as a
 * vector. The codebook lies as ours does: row s * 2^bits + j is centroid j of part s. So do the
 * codes: 4-bit ones two to a byte, the first in the low half.
 *
 * @param codebook Layout: (parts * 2^bits, dimension / parts)
 */
record ProductSection(int parts, int bits, VectorBatch codebook) {

  static ProductSection read(FaissInput in, int dimension) throws IOException {
    long start = in.offset();
    long d = in.int64();
    long parts = in.int64();
    long bits = in.int64();
    if (d != dimension || parts < 1 || parts > d || d % parts != 0) {
      throw in.corrupt(
          start,
          "a product quantizer of dimension %d in %d parts, in an index of dimension %d",
          d,
          parts,
          dimension);
    }
    if (bits != 8 && bits != 4) {
      throw in.unsupported(
          start, "a product quantizer has codes of %d bits; supported: 4, 8", bits);
    }
    long at = in.offset();
    int length = in.length("values of a codebook", Float.BYTES);
    if (length != d << bits) {
      throw in.corrupt(at, "%d values of a codebook, must be %d", length, d << bits);
    }
    VectorBatch codebook =
        new VectorBatch(in.floats("values of a codebook", length), (int) (d / parts));
    return new ProductSection((int) parts, (int) bits, codebook);
  }

  void write(FaissOutput out) throws IOException {
    out.int64((long) parts * codebook.dimension()).int64(parts).int64(bits);
    out.vector(codebook.values());
  }

  int codeSize() {
    return (parts * bits + 7) / 8;
  }

  /** The code of a spec. */
  String spec() {
    return "PQ" + parts + (bits == 4 ? "x4" : "");
  }
}
