package io.nearfield.spark.run;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that are computed once and kept on the executors, in memory and on disk, until nobody holds
 * them any more.
 *
 * <p>As after {@code Dataset.localCheckpoint()}, what is made from them does not repeat their plan,
 * so that rounds of rounds stay short. Other than after that, Spark still knows how each partition
 * came about: what an executor takes with it when it dies is computed again from the tables, at the
 * snapshots that were read first.
 */
public final class Kept {

  private Kept() {}

  /** Computes the rows now; a failure is thrown here. */
  public static Dataset<Row> of(Dataset<Row> rows) {
    JavaRDD<InternalRow> kept =
        rows.queryExecution()
            .toRdd()
            .toJavaRDD()
            .map(InternalRow::copy) // Spark writes the next row over the last one
            .persist(StorageLevel.MEMORY_AND_DISK());
    kept.count();
    return ((SparkSession) rows.sparkSession())
        .internalCreateDataFrame(kept.rdd(), rows.schema(), false);
  }
}
