package io.nearfield.index.faiss;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.VectorBatch;
import java.util.Arrays;

/**
 * What lies in the codebook rows of an index, taken apart and put together: the product quantizer's
 * rows, then the rotation's values, then those of the refinement.
 *
 * @param product null without product quantization
 * @param rotation Layout: (dimension, dimension); null without OPQ
 * @param refinement null without {@code Refine(SQ8)}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between two methods, never compared
record CodebookParts(ProductSection product, float[] rotation, ScalarSection refinement) {

  static CodebookParts of(IndexSpec spec, int dimension, VectorBatch codebook) {
    float[] values = codebook.values();
    int at = 0;
    ProductSection product = null;
    if (spec.subQuantizers() > 0) {
      int rows = spec.subQuantizers() << spec.code().bits();
      product =
          new ProductSection(spec.subQuantizers(), spec.code().bits(), codebook.slice(0, rows));
      at = rows * codebook.dimension();
    } else if (spec.code() == IndexSpec.Code.SQ8) {
      at = 2 * dimension;
    }
    float[] rotation = null;
    if (spec.rotated()) {
      rotation = Arrays.copyOfRange(values, at, at + dimension * dimension);
      at += dimension * dimension;
    }
    ScalarSection refinement = null;
    if (spec.refinedByBytes()) {
      refinement =
          new ScalarSection(
              new VectorBatch(Arrays.copyOfRange(values, at, at + 2 * dimension), dimension));
    }
    return new CodebookParts(product, rotation, refinement);
  }

  /**
   * The codebook rows of an index.
   *
   * @param scalar the first codes' scalar quantizer; null when they have none
   */
  VectorBatch join(ScalarSection scalar, int dimension) {
    float[] first =
        product != null
            ? product.codebook().values()
            : scalar != null ? scalar.codebook().values() : new float[0];
    float[] second = rotation == null ? new float[0] : rotation;
    float[] third = refinement == null ? new float[0] : refinement.codebook().values();
    float[] values = Arrays.copyOf(first, first.length + second.length + third.length);
    System.arraycopy(second, 0, values, first.length, second.length);
    System.arraycopy(third, 0, values, first.length + second.length, third.length);
    return new VectorBatch(values, product == null ? dimension : product.codebook().dimension());
  }
}
