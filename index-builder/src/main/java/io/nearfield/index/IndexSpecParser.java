package io.nearfield.index;

import io.nearfield.index.IndexSpec.Code;
import io.nearfield.index.IndexSpec.Refinement;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a factory string part by part. Whatever is wrong is one error that names the part and what
 * is allowed in its place.
 */
final class IndexSpecParser {

  private static final String CODES = "Flat, SQ8, PQ<m>, PQ<m>x4, PQ<m>x4fs, RaBitQ, LSH<bits>";
  private static final String CODES_IN_CELLS = CODES.replace(", LSH<bits>", "");
  private static final String FORMS =
      "[OPQ<m>,][IVF<cells>,]code[,Refine(Flat)|,Refine(SQ8)] with code one of " + CODES;

  private static final Pattern ROTATION = Pattern.compile("opq(\\d{1,9})");
  private static final Pattern CELLS = Pattern.compile("ivf(\\d{1,9})");
  private static final Pattern PRODUCT =
      Pattern.compile("pq(\\d{1,9})(?:x(\\d{1,9})(fsr?)?)?(?:np)?");
  private static final Pattern HASH = Pattern.compile("lsh(\\d{1,9})r?");

  private final String text;
  private final String[] parts;
  private int at;

  IndexSpecParser(String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("Cannot read index spec: it is empty; allowed: " + FORMS);
    }
    this.text = text.strip();
    this.parts = text.split(",", -1);
  }

  IndexSpec parse() {
    if (SpecAdvisor.isAuto(text)) {
      throw wrong(0, "needs the count and the dimension; SpecAdvisor chooses by them");
    }
    if (part().equals("idmap") || part().equals("idmap2")) {
      next("is followed by nothing; allowed after it: " + FORMS); // ids are kept in any case
    }
    int rotationAt = at;
    int rotation = 0;
    Matcher opq = ROTATION.matcher(part());
    if (opq.matches()) {
      rotation = number(opq.group(1), IndexSpec.MAX_SUB_QUANTIZERS);
      next(
          "is followed by no code; allowed after it: [IVF<cells>,]PQ%1$d, PQ%1$dx4, PQ%1$dx4fs"
              .formatted(rotation));
    }
    int cells = 0;
    Matcher ivf = CELLS.matcher(part());
    if (ivf.matches()) {
      cells = number(ivf.group(1), IndexSpec.MAX_CELLS);
      next("is followed by no code; allowed after it: " + CODES_IN_CELLS);
    }
    CodeSpec code = code(cells > 0);
    if (rotation > 0 && code.code().bits() == 0) {
      throw wrong(
          at,
          "cannot be rotated; allowed after OPQ%1$d: PQ%1$d, PQ%1$dx4, PQ%1$dx4fs"
              .formatted(rotation));
    }
    if (rotation > 0 && rotation != code.number()) {
      throw wrong(
          rotationAt,
          "differs from the parts of %s; allowed: OPQ%d".formatted(code, code.number()));
    }
    at++;
    Refinement refinement = Refinement.NONE;
    if (at < parts.length) {
      refinement = refinement();
      at++;
    }
    if (at < parts.length) {
      throw wrong(at, "is one part too many; allowed: " + FORMS);
    }
    return new IndexSpec(rotation > 0, cells, code, refinement);
  }

  private CodeSpec code(boolean inCells) {
    String part = part();
    Matcher product = PRODUCT.matcher(part);
    if (product.matches()) {
      return product(product);
    }
    Matcher hash = HASH.matcher(part);
    if (hash.matches()) {
      if (inCells) {
        throw wrong(at, "stands without cells; allowed after IVF<cells>: " + CODES_IN_CELLS);
      }
      return new CodeSpec(Code.LSH, number(hash.group(1), IndexSpec.MAX_HASH_BITS), false);
    }
    return switch (part) {
      case "flat" -> new CodeSpec(Code.FLAT, 0, false);
      case "sq8" -> new CodeSpec(Code.SQ8, 0, false);
      case "rabitq", "rabitqfs" -> new CodeSpec(Code.RABITQ, 0, false);
      default ->
          throw wrong(
              at, "is unknown; allowed: " + (inCells ? CODES_IN_CELLS : at == 0 ? FORMS : CODES));
    };
  }

  private CodeSpec product(Matcher product) {
    int subQuantizers = number(product.group(1), IndexSpec.MAX_SUB_QUANTIZERS);
    String bits = product.group(2) == null ? "8" : product.group(2);
    boolean fastScan = product.group(3) != null;
    if (!bits.equals("8") && !bits.equals("4")) {
      throw wrong(at, "has " + bits + " bits; allowed: 4, 8");
    }
    if (fastScan && bits.equals("8")) {
      throw wrong(at, "has 8 bits, fast scan needs 4; allowed: PQ<m>x4fs");
    }
    return new CodeSpec(bits.equals("8") ? Code.PQ8 : Code.PQ4, subQuantizers, fastScan);
  }

  private Refinement refinement() {
    return switch (part()) {
      case "refine(flat)", "rflat" -> Refinement.FLAT;
      case "refine(sq8)" -> Refinement.SQ8;
      default -> throw wrong(at, "is unknown after the code; allowed: Refine(Flat), Refine(SQ8)");
    };
  }

  /** The part in hand, in lower case and without spaces. */
  private String part() {
    return parts[at].replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
  }

  private void next(String missing) {
    if (at + 1 == parts.length) {
      throw wrong(at, missing);
    }
    at++;
  }

  private int number(String digits, int most) {
    int value = Integer.parseInt(digits);
    if (value < 1 || value > most) {
      throw wrong(at, "must have a number from 1 to " + most);
    }
    return value;
  }

  private IllegalArgumentException wrong(int number, String why) {
    return new IllegalArgumentException(
        "Cannot read index spec '%s': part '%s' %s".formatted(text, parts[number].strip(), why));
  }
}
