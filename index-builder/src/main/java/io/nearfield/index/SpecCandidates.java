package io.nearfield.index;

import java.util.ArrayList;
import java.util.List;

/**
 * The specs that are worth having, fastest first, with the recall that each can be expected to
 * reach at its best on vectors as hard as sentence embeddings.
 */
final class SpecCandidates {

  private static final int LEAST_FOR_CODES =
      16; // dimensions: shorter vectors are small as they are

  private SpecCandidates() {}

  /**
   * One of them.
   *
   * @param candidates how many to compare again for each answer, relative to others
   * @param why what speaks for it
   */
  record Candidate(IndexSpec spec, double ceiling, double candidates, String why) {}

  static List<Candidate> of(int dimension, Metric metric, int cells) {
    List<Candidate> found = new ArrayList<>();
    String ivf = cells > 1 ? "IVF" + cells + "," : "";
    if (dimension >= LEAST_FOR_CODES) {
      int fours = parts(dimension, 4);
      int twos = parts(dimension, 2);
      String coarse = fours > 0 ? "PQ" + fours + "x4fs" : "RaBitQ";
      String fine = twos > 0 ? "PQ" + twos + "x4fs" : "RaBitQ";
      add(
          found,
          ivf + coarse + ",Refine(Flat)",
          1,
          1,
          "codes of 4 bits are scanned 64 at a time and full vectors put the best in order");
      add(
          found,
          ivf + fine + ",Refine(SQ8)",
          0.985,
          0.7,
          "one byte a dimension puts the best in order in a quarter of the room of floats");
      add(
          found,
          ivf + coarse + ",Refine(SQ8)",
          0.98,
          1,
          "one byte a dimension puts the best in order in a quarter of the room of floats");
    } else {
      add(found, ivf + "Flat", 1, 0, "vectors of so few dimensions are small as they are");
    }
    if (metric != Metric.L1) {
      add(found, ivf + "SQ8", 0.98, 0, "one byte a dimension loses little");
      for (int length : new int[] {4, 8, 12, 16, 24, 32, 64}) {
        int parts = dimension % length == 0 ? dimension / length : 0;
        if (parts > 0 && dimension >= LEAST_FOR_CODES) {
          double ceiling = length <= 4 ? 0.88 : length <= 8 ? 0.78 : length <= 16 ? 0.6 : 0.35;
          add(
              found,
              "OPQ" + parts + "," + ivf + "PQ" + parts,
              ceiling,
              0,
              "a rotation and one byte for each "
                  + length
                  + " dimensions keep most in little room");
        }
      }
      add(found, ivf + "RaBitQ", 0.7, 0, "one bit a dimension needs the least room");
    }
    return found;
  }

  private static void add(
      List<Candidate> found, String spec, double ceiling, double candidates, String why) {
    found.add(new Candidate(IndexSpec.parse(spec), ceiling, candidates, why));
  }

  /** How many parts of about so many dimensions the dimension can be cut into; 0 if it cannot. */
  private static int parts(int dimension, int length) {
    for (int m = dimension / length; m >= Math.max(1, dimension / (2 * length)); m--) {
      if (dimension % m == 0 && m <= IndexSpec.MAX_SUB_QUANTIZERS) {
        return m;
      }
    }
    return 0;
  }
}
