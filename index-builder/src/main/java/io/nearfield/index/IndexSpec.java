package io.nearfield.index;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an index is made of, as a FAISS factory string: {@code IVF1024,PQ48}.
 *
 * <p>Forms: an optional {@code IVF<cells>}, one code ({@code Flat}, {@code SQ8}, {@code PQ<m>},
 * {@code PQ<m>x4}, {@code PQ<m>x4fs}), an optional {@code Refine(Flat)}, separated by commas.
 *
 * @param hasCells whether vectors are spread over the cells of a coarse quantizer
 * @param cells how many cells; 1 without a coarse quantizer
 * @param code how a vector is stored for the first, approximate comparison
 * @param subQuantizers how many parts a vector is cut into for product quantization; 0 otherwise
 * @param fastScan whether codes of 4 bits are scored 64 at a time by byte shuffles, with a little
 *     more rounding
 * @param refined whether {@code Refine(Flat)} was asked for. Full vectors are kept in any case, so
 *     this only says that the answers should be re-ranked by them
 */
public record IndexSpec(
    boolean hasCells, int cells, Code code, int subQuantizers, boolean fastScan, boolean refined)
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
    PQ4(4);

    private final int bits;

    Code(int bits) {
      this.bits = bits;
    }

    /** Bits per sub-quantizer; 0 when there are none. */
    public int bits() {
      return bits;
    }
  }

  /** The most cells a spec may ask for: 2^20. */
  public static final int MAX_CELLS = 1 << 20;

  /** The most sub-quantizers a spec may ask for: 2^12. */
  public static final int MAX_SUB_QUANTIZERS = 1 << 12;

  /** The most dimensions that a suggestion leaves to one sub-quantizer. */
  private static final int LONGEST_PART = 16;

  private static final String FORMS =
      "Flat, IVF<cells>,Flat, IVF<cells>,SQ8, IVF<cells>,PQ<m>, IVF<cells>,PQ<m>x4,"
          + " IVF<cells>,PQ<m>x4fs, SQ8, PQ<m>, PQ<m>x4, PQ<m>x4fs, each with an optional ,Refine(Flat)";
  private static final Pattern CELLS = Pattern.compile("IVF(\\d{1,9})", Pattern.CASE_INSENSITIVE);
  private static final Pattern PRODUCT =
      Pattern.compile("PQ(\\d{1,9})(?:x(\\d{1,9})(fs)?)?", Pattern.CASE_INSENSITIVE);

  public IndexSpec {
    if (!hasCells && cells != 1) {
      throw new IllegalArgumentException(
          "Cannot make an index spec: without a coarse quantizer there is 1 cell, got " + cells);
    }
    requireBetween("cells", cells, MAX_CELLS);
    if (fastScan && code != Code.PQ4) {
      throw new IllegalArgumentException(
          "Cannot make an index spec: fast scan needs codes of 4 bits, got " + code);
    }
    if (code.bits() > 0) {
      requireBetween("sub-quantizers", subQuantizers, MAX_SUB_QUANTIZERS);
    } else if (subQuantizers != 0) {
      throw new IllegalArgumentException(
          "Cannot make an index spec: code %s has no sub-quantizers, got %d"
              .formatted(code, subQuantizers));
    }
  }

  /**
   * Reads a factory string; case does not matter.
   *
   * @throws IllegalArgumentException names the part that is wrong and the forms allowed
   */
  public static IndexSpec parse(String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("Cannot read index spec: it is empty; allowed: " + FORMS);
    }
    String[] parts = text.strip().split(",", -1);
    int at = 0;
    int cells = 1;
    Matcher ivf = CELLS.matcher(parts[0].strip());
    boolean hasCells = ivf.matches();
    if (hasCells) {
      cells = number(text, parts[0], ivf.group(1), MAX_CELLS);
      at = 1;
    }
    if (at == parts.length) {
      throw wrong(
          text, parts[0], "is followed by no code; add Flat, SQ8, PQ<m>, PQ<m>x4 or PQ<m>x4fs");
    }
    String codePart = parts[at].strip();
    at++;
    Code code;
    int subQuantizers = 0;
    boolean fastScan = false;
    Matcher product = PRODUCT.matcher(codePart);
    if (codePart.equalsIgnoreCase("Flat")) {
      code = Code.FLAT;
    } else if (codePart.equalsIgnoreCase("SQ8")) {
      code = Code.SQ8;
    } else if (product.matches()) {
      subQuantizers = number(text, codePart, product.group(1), MAX_SUB_QUANTIZERS);
      String bits = product.group(2) == null ? "8" : product.group(2);
      code =
          switch (bits) {
            case "8" -> Code.PQ8;
            case "4" -> Code.PQ4;
            default -> throw wrong(text, codePart, "has " + bits + " bits; allowed: 4, 8");
          };
      fastScan = product.group(3) != null;
      if (fastScan && code != Code.PQ4) {
        throw wrong(text, codePart, "has 8 bits, fast scan needs 4; allowed: PQ<m>x4fs");
      }
    } else {
      throw wrong(text, codePart, "is unknown; allowed: " + FORMS);
    }
    boolean refined = at < parts.length;
    if (refined && !parts[at].strip().equalsIgnoreCase("Refine(Flat)")) {
      throw wrong(text, parts[at].strip(), "is unknown after the code; allowed: Refine(Flat)");
    }
    if (at + 1 < parts.length) {
      throw wrong(text, parts[at + 1].strip(), "is one part too many; allowed: " + FORMS);
    }
    return new IndexSpec(hasCells, cells, code, subQuantizers, fastScan, refined);
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

  /** Whether answers by codes are approximate even when every cell is probed. */
  public boolean quantized() {
    return code != Code.FLAT;
  }

  /** How many vectors training needs at the least. */
  public int minimumTrainingSize() {
    return Math.max(cells, code.bits() == 0 ? 1 : 1 << code.bits());
  }

  /** Bytes of one code; 0 for {@code Flat}, whose vectors are compared themselves. */
  public int codeSize(int dimension) {
    return switch (code) {
      case FLAT -> 0;
      case SQ8 -> dimension;
      case PQ8, PQ4 -> (subQuantizers * code.bits() + 7) / 8;
    };
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
    if (subQuantizers > 0 && dimension % subQuantizers != 0) {
      throw new IllegalArgumentException(
          "Cannot use index spec '%s': dimension %d is not divisible by its %d sub-quantizers; use one of %s"
              .formatted(this, dimension, subQuantizers, divisors(dimension)));
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

  private static int number(String text, String part, String digits, int most) {
    int value = Integer.parseInt(digits);
    if (value < 1 || value > most) {
      throw wrong(text, part.strip(), "must have a number from 1 to " + most);
    }
    return value;
  }

  private static void requireBetween(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "Cannot make an index spec: %s must be 1 to %d, got %d".formatted(what, most, value));
    }
  }

  private static IllegalArgumentException wrong(String text, String part, String why) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "Cannot read index spec '%s': part '%s' %s", text, part, why));
  }

  /** The canonical factory string: {@link #parse} reads it back. */
  @Override
  public String toString() {
    String codeText =
        switch (code) {
          case FLAT -> "Flat";
          case SQ8 -> "SQ8";
          case PQ8 -> "PQ" + subQuantizers;
          case PQ4 -> "PQ" + subQuantizers + (fastScan ? "x4fs" : "x4");
        };
    return (hasCells ? "IVF" + cells + "," : "") + codeText + (refined ? ",Refine(Flat)" : "");
  }
}
