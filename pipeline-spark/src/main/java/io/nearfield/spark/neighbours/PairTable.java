package io.nearfield.spark.neighbours;

import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.NearfieldException;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.functions;

/** Replaces a table of pairs by what was computed, in one commit. */
final class PairTable {

  /** The property of a snapshot that says how its rows were computed. */
  static final String HOW = "nearfield.computed";

  private PairTable() {}

  static void replace(Dataset<Row> rows, String table, String how) {
    Column[] columns =
        Stream.of(rows.sparkSession().table(table).columns())
            .map(functions::col)
            .toArray(Column[]::new);
    try {
      rows.select(columns)
          .writeTo(table)
          .option("snapshot-property." + HOW, how)
          .overwrite(lit(true));
    } catch (NoSuchTableException e) {
      throw new NearfieldException("Cannot write " + table + ": it was dropped meanwhile", e);
    }
  }
}
