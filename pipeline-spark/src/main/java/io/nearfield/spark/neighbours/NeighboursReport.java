package io.nearfield.spark.neighbours;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of computing all neighbours.
 *
 * @param table the table, as Spark knows it
 * @param generation the generation whose entries were compared
 * @param entities how many have neighbours in the table now
 * @param computed whose neighbours were computed
 * @param kept whose neighbours stayed, apart from new entities that came among them
 * @param gone whose neighbours left, since they are no longer in the index
 * @param nprobe how many cells each looked into
 * @param recall the share of the true neighbours that sampled entries found so; NaN if nothing was
 *     computed
 * @param recallLow lower end of its 95 % confidence interval
 * @param recallHigh upper end
 */
public record NeighboursReport(
    String table,
    long generation,
    long entities,
    long computed,
    long kept,
    long gone,
    int nprobe,
    double recall,
    double recallLow,
    double recallHigh,
    double seconds) {

  Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("entities", (double) entities);
    figures.put("computed", (double) computed);
    figures.put("kept", (double) kept);
    figures.put("gone", (double) gone);
    figures.put("nprobe", (double) nprobe);
    figures.put("seconds", seconds);
    if (!Double.isNaN(recall)) {
      figures.put("recall", recall);
      figures.put("recall-low", recallLow);
      figures.put("recall-high", recallHigh);
    }
    return figures;
  }
}
