package io.nearfield.index.search;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.code.VectorCodec;

/**
 * What is stored of each entry of an index beside its id.
 *
 * @param dimension of the vectors
 * @param layout how codes lie together
 * @param codeSize bytes of one code; 0 without codes
 * @param biased whether a bias stands beside each code
 * @param floats whether full vectors are kept
 * @param refinedSize bytes of one refined code; 0 when none is kept
 */
record Shape(
    int dimension,
    CodeLayout layout,
    int codeSize,
    boolean biased,
    boolean floats,
    int refinedSize) {

  static Shape of(TrainedIndex trained) {
    IndexSpec spec = trained.spec();
    return new Shape(
        trained.dimension(),
        trained.codec().map(VectorCodec::layout).orElse(CodeLayout.rows(0)),
        trained.codeSize(),
        trained.biased(),
        !spec.quantized() || spec.refinement() == IndexSpec.Refinement.FLAT,
        trained.refineCodec().map(VectorCodec::codeSize).orElse(0));
  }

  /** The most entries of one part: enough to scan at full speed, few enough to copy at once. */
  int mostPerPart() {
    return (int) Math.min(1 << 16, (Integer.MAX_VALUE - 64L) / Math.max(dimension, codeSize));
  }
}
