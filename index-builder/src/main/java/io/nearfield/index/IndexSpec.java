package io.nearfield.index;

import java.io.Serializable;

/**
 * What an index is made of, as a FAISS factory string: {@code OPQ48,IVF4096,PQ48,Refine(SQ8)}.
 *
 * <p>Forms: an optional {@code OPQ<m>} before {@code PQ<m>}, an optional {@code IVF<cells>}, one
 * code ({@code Flat}, {@code SQ8}, {@code PQ<m>}, {@code PQ<m>x4}, {@code PQ<m>x4fs}, {@code
 * RaBitQ}, {@code LSH<bits>}), an optional {@code Refine(Flat)} or {@code Refine(SQ8)}, separated
 * by commas.
 *
 * @param rotated whether vectors are turned by a trained rotation before product quantization (OPQ)
 * @param lists how many cells the vectors are spread over; 0 without a coarse quantizer
 * @param codeSpec how a vector is stored for the first, approximate comparison
 * @param refinement what the first answers are put in order by. After {@code Flat} it changes
 *     nothing, since whole vectors have been compared already
 */
public record IndexSpec(boolean rotated, int lists, CodeSpec codeSpec, Refinement refinement)
    implements Serializable {

  /** How a vector is stored for the first comparison. */
  public enum Code {
    /** Full 32-bit floats: nothing is lost. */
    FLAT(0),
    /** One byte per dimension. */
    SQ8(0),
    /** Product quantization, one byte per sub-quantizer. */
    PQ8(8),
    /** Product quantization, half a byte per sub-quantizer. */
    PQ4(4),
    /** One bit per dimension of the rotated residual, and two factors. */
    RABITQ(0),
    /** The sides of random hyperplanes, one bit each. */
    LSH(0);

    private final int bits;

    Code(int bits) {
      this.bits = bits;
    }

    /** Bits per sub-quantizer; 0 when there are none. */
    public int bits() {
      return bits;
    }
  }

  /** What the first answers are compared by once more. */
  public enum Refinement {
    /** Nothing: the codes' answers stand. */
    NONE,
    /** Full 32-bit floats. */
    FLAT,
    /** One byte per dimension of the vector itself. */
    SQ8
  }

  /** The most cells a spec may ask for: 2^20. */
  public static final int MAX_CELLS = 1 << 20;

  /** The most sub-quantizers a spec may ask for: 2^12. */
  public static final int MAX_SUB_QUANTIZERS = 1 << 12;

  /** The most hash bits a spec may ask for: 2^12. */
  public static final int MAX_HASH_BITS = 1 << 12;

  /** The most dimensions that a suggestion leaves to one sub-quantizer. */
  private static final int LONGEST_PART = 16;

  public IndexSpec {
    if (lists != 0) {
      requireBetween("cells", lists, MAX_CELLS);
    }
    if (rotated && codeSpec.code().bits() == 0) {
      throw new IllegalArgumentException(
          "Cannot make an index spec: OPQ needs product quantization, got " + codeSpec);
    }
    if (lists != 0 && codeSpec.code() == Code.LSH) {
      throw new IllegalArgumentException(
          "Cannot make an index spec: %s stands without cells, got %d".formatted(codeSpec, lists));
    }
  }

  /**
   * Reads a factory string; case and spaces do not matter. FAISS's other spellings of the same
   * ({@code PQ48x8}, {@code RFlat}, {@code PQ96x4fsr}, {@code RaBitQfs}, {@code LSH256r}, a leading
   * {@code IDMap}) are read too.
   *
   * @throws IllegalArgumentException names the part that is wrong and the forms allowed
   */
  public static IndexSpec parse(String text) {
    return new IndexSpecParser(text).parse();
  }

  /**
   * A sensible spec when the user names none: exact for few vectors, IVF with product quantization
   * for many. A dimension that cannot be cut into parts of 4 to 16 gets one byte per dimension
   * instead, since longer parts lose too much.
   *
   * @param entries how many vectors the index will hold
   * @param dimension of the vectors
   */
  public static IndexSpec suggest(long entries, int dimension) {
    if (entries < 1_000) {
      return parse("Flat");
    }
    // Cells near 4 * sqrt(n), a power of two, and never so many that a cell trains on under 32.
    double wanted = Math.min(4 * Math.sqrt(entries), entries / 32.0);
    int cells = Math.max(4, Integer.highestOneBit((int) Math.min(wanted, 65_536)));
    if (entries < 20_000) {
      return parse("IVF" + cells + ",Flat");
    }
    int subQuantizers = 0;
    for (int m = 1; m <= Math.min(dimension / 4, MAX_SUB_QUANTIZERS); m++) {
      if (dimension % m == 0 && dimension / m <= LONGEST_PART) {
        subQuantizers = m;
      }
    }
    String code = subQuantizers == 0 ? "SQ8" : "PQ" + subQuantizers;
    return parse("IVF" + cells + "," + code + ",Refine(Flat)");
  }

  /** Whether vectors are spread over the cells of a coarse quantizer. */
  public boolean hasCells() {
    return lists > 0;
  }

  /** How many cells; 1 without a coarse quantizer. */
  public int cells() {
    return Math.max(1, lists);
  }

  /** The same spec with another number of cells; 0 for no coarse quantizer. */
  public IndexSpec withCells(int cells) {
    return new IndexSpec(rotated, cells, codeSpec, refinement);
  }

  /** How a vector is stored for the first comparison. */
  public Code code() {
    return codeSpec.code();
  }

  /** How many parts a vector is cut into for product quantization; 0 otherwise. */
  public int subQuantizers() {
    return code().bits() > 0 ? codeSpec.number() : 0;
  }

  /** How many bits {@code LSH} keeps; 0 otherwise. */
  public int hashBits() {
    return code() == Code.LSH ? codeSpec.number() : 0;
  }

  /** Whether codes of 4 bits are scored 64 at a time by byte shuffles. */
  public boolean fastScan() {
    return codeSpec.fastScan();
  }

  /** Whether a refinement was asked for. */
  public boolean refined() {
    return refinement != Refinement.NONE;
  }

  /** Whether answers by codes are approximate even when every cell is probed. */
  public boolean quantized() {
    return code() != Code.FLAT;
  }

  /** Whether the first answers are compared again by one byte per dimension. */
  public boolean refinedByBytes() {
    return quantized() && refinement == Refinement.SQ8;
  }

  /** How many vectors training needs at the least. */
  public int minimumTrainingSize() {
    return Math.max(cells(), code().bits() == 0 ? 1 : 1 << code().bits());
  }

  /** Bytes of one code; 0 for {@code Flat}, whose vectors are compared themselves. */
  public int codeSize(int dimension) {
    return switch (code()) {
      case FLAT -> 0;
      case SQ8 -> dimension;
      case PQ8, PQ4 -> (subQuantizers() * code().bits() + 7) / 8;
      case RABITQ -> (dimension + 7) / 8 + 2 * Float.BYTES;
      case LSH -> (hashBits() + 7) / 8;
    };
  }

  /** Values in a row of the codebook. */
  public int codebookDimension(int dimension) {
    return subQuantizers() > 0 ? dimension / subQuantizers() : dimension;
  }

  /** Rows of the codebook: those of the code, of the OPQ rotation, and of the refinement. */
  public int codebookRows(int dimension) {
    int vectors = refinedByBytes() ? 2 : 0;
    switch (code()) {
      case FLAT -> {}
      case SQ8 -> vectors += 2;
      case PQ8, PQ4 -> vectors += rotated ? dimension : 0;
      case RABITQ -> vectors += dimension;
      case LSH -> vectors += hashBits();
    }
    int rowsPerVector = dimension / codebookDimension(dimension);
    return Math.addExact(
        Math.multiplyExact(vectors, rowsPerVector),
        code().bits() > 0 ? subQuantizers() << code().bits() : 0);
  }

  /**
   * Checks that vectors of this dimension can be indexed so.
   *
   * @throws IllegalArgumentException when the dimension cannot be cut into the sub-quantizers
   */
  public void requireDimension(int dimension) {
    if (dimension < 1) {
      throw new IllegalArgumentException(
          "Cannot use index spec '%s': dimension must be at least 1, got %d"
              .formatted(this, dimension));
    }
    if (subQuantizers() > 0 && dimension % subQuantizers() != 0) {
      throw new IllegalArgumentException(
          "Cannot use index spec '%s': dimension %d is not divisible by its %d sub-quantizers; use one of %s"
              .formatted(this, dimension, subQuantizers(), divisors(dimension)));
    }
  }

  /**
   * Checks that vectors can be compared so under this metric.
   *
   * @throws IllegalArgumentException under a metric of packed bits, or when codes alone would have
   *     to answer by L1
   */
  public void requireMetric(Metric metric) {
    metric.requireFloats();
    if (metric == Metric.L1 && quantized() && !refined()) {
      throw new IllegalArgumentException(
          "Cannot use index spec '%s' under L1: codes alone answer by Euclidean distance; add ,Refine(Flat) or ,Refine(SQ8), or use Flat"
              .formatted(this));
    }
  }

  private static String divisors(int dimension) {
    StringBuilder text = new StringBuilder();
    for (int m = 1; m <= Math.min(dimension, MAX_SUB_QUANTIZERS); m++) {
      if (dimension % m == 0) {
        text.append(text.isEmpty() ? "" : ", ").append("PQ").append(m);
      }
    }
    return text.toString();
  }

  static void requireBetween(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "Cannot make an index spec: %s must be 1 to %d, got %d".formatted(what, most, value));
    }
  }

  /** The canonical factory string: {@link #parse} reads it back. */
  @Override
  public String toString() {
    return (rotated ? "OPQ" + subQuantizers() + "," : "")
        + (hasCells() ? "IVF" + lists + "," : "")
        + codeSpec
        + switch (refinement) {
          case NONE -> "";
          case FLAT -> ",Refine(Flat)";
          case SQ8 -> ",Refine(SQ8)";
        };
  }
}
