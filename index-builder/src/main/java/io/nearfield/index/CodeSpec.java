package io.nearfield.index;

import io.nearfield.index.IndexSpec.Code;
import java.io.Serializable;

/**
 * How a vector is stored for the first, approximate comparison.
 *
 * @param code the kind
 * @param number sub-quantizers of {@code PQ}, bits of {@code LSH}, 0 for the other kinds
 * @param fastScan whether codes of 4 bits are scored 64 at a time by byte shuffles, with a little
 *     more rounding
 */
public record CodeSpec(Code code, int number, boolean fastScan) implements Serializable {

  public CodeSpec {
    if (fastScan && code != Code.PQ4) {
      throw new IllegalArgumentException(
          "Cannot make an index spec: fast scan needs codes of 4 bits, got " + code);
    }
    if (code.bits() > 0) {
      IndexSpec.requireBetween("sub-quantizers", number, IndexSpec.MAX_SUB_QUANTIZERS);
    } else if (code == Code.LSH) {
      IndexSpec.requireBetween("hash bits", number, IndexSpec.MAX_HASH_BITS);
    } else if (number != 0) {
      throw new IllegalArgumentException(
          "Cannot make an index spec: code %s has no sub-quantizers, got %d"
              .formatted(code, number));
    }
  }

  /** The code as it stands in a factory string. */
  @Override
  public String toString() {
    return switch (code) {
      case FLAT -> "Flat";
      case SQ8 -> "SQ8";
      case PQ8 -> "PQ" + number;
      case PQ4 -> "PQ" + number + (fastScan ? "x4fs" : "x4");
      case RABITQ -> "RaBitQ";
      case LSH -> "LSH" + number;
    };
  }
}
