package io.nearfield.index;

import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.lsh.SignHash;
import io.nearfield.index.opq.RotatedProductQuantizer;
import io.nearfield.index.pq.ProductQuantizer;
import io.nearfield.index.rabitq.RaBitQ;
import io.nearfield.index.sq.ScalarQuantizer;
import java.util.Arrays;

/**
 * The codecs of an index, made from its rows of floats: those of the first codec, then those of the
 * refinement.
 *
 * @param rows all of them, as {@link TrainedIndex#codebook} describes them
 * @param first of the residuals; null for {@code Flat}
 * @param refine of the vectors; null unless asked for
 */
record Codecs(VectorBatch rows, VectorCodec first, VectorCodec refine) {

  static Codecs of(IndexSpec spec, int dimension, VectorBatch rows) {
    int expected = spec.codebookRows(dimension);
    int width = spec.codebookDimension(dimension);
    if (rows.rows() != expected || rows.dimension() != width) {
      throw new IllegalArgumentException(
          "Cannot make index '%s' of dimension %d: it has a codebook of %d rows of %d values, got %s"
              .formatted(spec, dimension, expected, width, rows));
    }
    ScalarQuantizer refine = null;
    VectorBatch own = rows;
    if (spec.refinedByBytes()) {
      int split = rows.values().length - 2 * dimension;
      refine = ScalarQuantizer.of(part(rows, split, rows.values().length, dimension));
      own = part(rows, 0, split, width);
    }
    VectorCodec first =
        switch (spec.code()) {
          case FLAT -> null;
          case SQ8 -> ScalarQuantizer.of(own);
          case PQ8, PQ4 -> product(spec, own);
          case RABITQ -> RaBitQ.of(own);
          case LSH -> SignHash.of(own);
        };
    return new Codecs(rows, first, refine);
  }

  /** The rows of a codec and then those of the next, cut to the length of the first. */
  static VectorBatch join(VectorBatch rows, VectorBatch next) {
    float[] values =
        Arrays.copyOf(rows.values(), Math.addExact(rows.values().length, next.values().length));
    System.arraycopy(next.values(), 0, values, rows.values().length, next.values().length);
    return new VectorBatch(values, rows.dimension());
  }

  private static VectorCodec product(IndexSpec spec, VectorBatch rows) {
    int parts = spec.subQuantizers();
    int bits = spec.code().bits();
    if (spec.rotated()) {
      RotatedProductQuantizer quantizer = RotatedProductQuantizer.of(rows, parts, bits);
      return spec.fastScan() ? quantizer.fastScan() : quantizer;
    }
    ProductQuantizer quantizer = ProductQuantizer.of(rows, parts, bits);
    return spec.fastScan() ? quantizer.fastScan() : quantizer;
  }

  private static VectorBatch part(VectorBatch rows, int from, int to, int width) {
    return new VectorBatch(Arrays.copyOfRange(rows.values(), from, to), width);
  }
}
