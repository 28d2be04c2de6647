package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What became of vectors that were handed in: {@code in = added + updated + unchanged + refused}.
 *
 * @param firstRefusals place and reason of some of the refused, for people; all are in {@code
 *     dead_letters}
 */
public record VectorsReport(
    FeatureSet set,
    long in,
    long added,
    long updated,
    long unchanged,
    long refused,
    List<String> firstRefusals)
    implements Serializable {

  /** How many refusals a report names. */
  public static final int NAMED = 5;

  public VectorsReport {
    if (in != added + updated + unchanged + refused) {
      throw new IllegalStateException(
          "Vectors got lost: in %d is not added %d + updated %d + unchanged %d + refused %d"
              .formatted(in, added, updated, unchanged, refused));
    }
  }

  Map<String, Double> figures() {
    return Map.of(
        "in", (double) in,
        "added", (double) added,
        "updated", (double) updated,
        "unchanged", (double) unchanged,
        "refused", (double) refused);
  }
}
