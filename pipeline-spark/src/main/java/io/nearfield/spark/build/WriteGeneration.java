package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructType;

/**
 * Writes the entries of a generation: one task per index partition, which sorts its entries by cell
 * and entity (spilling to disk) and writes one file. All become part of the table in one commit.
 */
final class WriteGeneration {

  private WriteGeneration() {}

  /**
   * Appends entries.
   *
   * @param columns of the table; those that this generation does not have become null
   */
  static void write(Dataset<Row> entries, int partitions, String table, StructType columns) {
    Set<String> there = Set.of(entries.columns());
    Column[] all =
        Arrays.stream(columns.fields())
            .map(
                field ->
                    there.contains(field.name())
                        ? JoinFilterColumns.quoted(field.name())
                        : lit(null).cast(field.dataType()).as(field.name()))
            .toArray(Column[]::new);
    try {
      entries
          .select(all)
          .repartitionById(partitions, col("partition"))
          .sortWithinPartitions("partition", "cell", "entity_id")
          .writeTo(table)
          // The rows lie right already; Iceberg need not shuffle them again.
          .option("use-table-distribution-and-ordering", "false")
          .append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException("Table " + table + " vanished during the build", e);
    }
  }
}
