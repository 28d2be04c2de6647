package io.nearfield.spark.neighbours;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.run.RunRecord;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;

/**
 * Computes the k nearest of every entry of an index into {@code neighbours_<index>}.
 *
 * <p>One task per index partition joins its entries, cell by cell and by full vectors, with those
 * of the cells that each probes; it holds its own partition, one other and its answers, and there
 * is nothing to merge. How many cells, entries sampled by their ids decide. A second run computes
 * only what has changed, see {@link ChangedSince}. Entries of items that were removed since the
 * index was built take no part. The new table replaces the old in one commit.
 */
public final class NeighboursAction {

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public NeighboursAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Computes what is not in the table yet.
   *
   * @throws NearfieldException if no generation is active
   * @throws IllegalArgumentException if the filter cannot be right
   */
  public NeighboursReport run(NeighboursOptions options) {
    return new RunRecord(
            lake,
            options.index().dataset(),
            "neighbours",
            options.index().name(),
            Map.of(
                "k", Integer.toString(options.k()),
                "filter", Objects.requireNonNullElse(options.filter(), ""),
                "recall-target", Double.toString(options.recallTarget()),
                "exact", Boolean.toString(options.exact()),
                "full", Boolean.toString(options.full())))
        .of(
            () -> new NeighboursRun(spark, lake, progress, options).run(),
            NeighboursReport::figures);
  }
}
