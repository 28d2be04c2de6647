package io.nearfield.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One question of the comparison: who is faster at this recall within this much memory.
 *
 * @param target the recall@10 to reach; 1 for exact search
 * @param kind under which conditions
 */
public record Row(double target, Kind kind) {

  /** What a row allows. */
  public enum Kind {
    /** Codes choose, full vectors decide; memory does not matter. */
    FULL("full", 0),
    /** Everything within 500 bytes a vector: 500 MB for a million. */
    WITHIN_500("500mb", 500),
    /** Everything within 150 bytes a vector, by codes alone. */
    WITHIN_150("150mb", 150),
    /** Everything within 64 bytes a vector, by codes alone. */
    WITHIN_64("64mb", 64),
    /** Cells, and full vectors in them. */
    IVF_FLAT("ivfflat", 0),
    /** Every vector is compared. */
    EXACT("exact", 0);

    private final String label;
    private final int bytesPerVector;

    Kind(String label, int bytesPerVector) {
      this.label = label;
      this.bytesPerVector = bytesPerVector;
    }

    /** As users write it. */
    public String label() {
      return label;
    }

    /** Whether an index of so many bytes is allowed: to the nearest byte a vector. */
    boolean allows(long bytes, int vectors) {
      return bytesPerVector == 0 || Math.round((double) bytes / vectors) <= bytesPerVector;
    }

    /**
     * The specs that compete under this kind.
     *
     * @param faiss for FAISS, which has forms of its own to choose from
     */
    public List<String> specs(int cells, int dimension, boolean faiss) {
      String ivf = "IVF%d,".formatted(cells);
      return switch (this) {
        case FULL -> refined(ivf, dimension, "Refine(Flat)", faiss);
        case WITHIN_500 -> refined(ivf, dimension, "Refine(SQ8)", faiss);
        case WITHIN_150 ->
            List.of(rotated(ivf, parts(dimension, 3)), rotated(ivf, parts(dimension, 4)));
        case WITHIN_64 -> List.of(rotated(ivf, parts(dimension, 8)));
        case IVF_FLAT -> List.of(ivf + "Flat");
        case EXACT -> List.of("Flat");
      };
    }

    /** As many parts of one length as there can be, each of at least {@code least} dimensions. */
    private static int parts(int dimension, int least) {
      int length = Math.min(least, dimension);
      while (dimension % length != 0) {
        length++;
      }
      return dimension / length;
    }

    private static String rotated(String ivf, int parts) {
      return "OPQ%d,%sPQ%d".formatted(parts, ivf, parts);
    }

    // A rotation that balances the parts lets fewer of them do: both sides may use it.
    private static List<String> refined(String ivf, int dimension, String refine, boolean faiss) {
      List<String> specs = new ArrayList<>();
      specs.add(rotated(ivf, parts(dimension, 6)) + "x4fs," + refine);
      specs.add("%sPQ%dx4fs,%s".formatted(ivf, parts(dimension, 4), refine));
      if (faiss) {
        specs.add("%sPQ%dx4fs,%s".formatted(ivf, parts(dimension, 2), refine));
        specs.add("%sRaBitQ,%s".formatted(ivf, refine));
        specs.add("%sRaBitQfs,%s".formatted(ivf, refine));
      }
      return specs;
    }
  }

  /** What the record is made of. */
  public static final List<Row> ALL =
      List.of(
          new Row(0.90, Kind.FULL),
          new Row(0.95, Kind.FULL),
          new Row(0.98, Kind.FULL),
          new Row(0.99, Kind.FULL),
          new Row(0.90, Kind.WITHIN_500),
          new Row(0.95, Kind.WITHIN_500),
          new Row(0.98, Kind.WITHIN_500),
          new Row(0.75, Kind.WITHIN_64),
          new Row(0.95, Kind.WITHIN_150),
          new Row(0.95, Kind.IVF_FLAT),
          new Row(0.98, Kind.IVF_FLAT),
          new Row(1, Kind.EXACT));

  /** Reads {@code 0.95-full}, {@code 0.75-64mb} or {@code exact}. */
  public static Row parse(String text) {
    int dash = text.indexOf('-');
    String label = dash < 0 ? text : text.substring(dash + 1);
    for (Kind kind : Kind.values()) {
      if (kind.label.equals(label) && (dash >= 0 || kind == Kind.EXACT)) {
        return new Row(dash < 0 ? 1 : target(text.substring(0, dash), text), kind);
      }
    }
    throw unknown(text);
  }

  private static double target(String number, String text) {
    try {
      double target = Double.parseDouble(number);
      if (target > 0 && target <= 1) {
        return target;
      }
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
    throw unknown(text);
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "Cannot measure row '%s': a row is a recall above 0 and at most 1, a dash, and one of full,"
                .formatted(text)
            + " 500mb, 150mb, 64mb or ivfflat, such as 0.95-full; or exact");
  }

  @Override
  public String toString() {
    return kind == Kind.EXACT
        ? kind.label
        : String.format(Locale.ROOT, "%.2f-%s", target, kind.label);
  }
}
