package io.nearfield.spark.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.VectorRules.Refused;
import io.nearfield.spark.features.VectorRows.Place;
import java.util.Arrays;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/**
 * Vectors in a column of a table.
 *
 * @param source columns {@code _source} (a text), {@code _path} and {@code _row} (its order), and
 *     the user's
 * @param what the table, for errors
 */
record TableVectors(
    Dataset<Row> source, String what, ImportOptions.Columns columns, FeatureSet set) {

  /**
   * The rows, judged.
   *
   * @throws IllegalArgumentException if a column is missing or holds no vectors
   */
  Dataset<Row> rows() {
    DataType type = type(columns.vector());
    if (!(type instanceof ArrayType array && array.elementType() instanceof NumericType)) {
      throw new IllegalArgumentException(
          "Cannot import column '%s' of %s: its type is %s, not an array of numbers (--vector-column)"
              .formatted(columns.vector(), what, type.simpleString()));
    }
    type(columns.id());
    Column item =
        columns.item() == null ? lit(null).cast("string") : col(columns.item()).cast("string");
    FeatureSet into = set;
    return source
        .select(
            col("_source"),
            col("_row"),
            col("_path"),
            col(columns.id()).cast("string").as("id"),
            item.as("item"),
            col(columns.vector()).as("vector"))
        .map((MapFunction<Row, Row>) row -> judged(into, row), Encoders.row(VectorRows.SCHEMA));
  }

  private static Row judged(FeatureSet set, Row row) {
    Place place =
        new Place(row.getString(2), row.getLong(1), 0, row.getString(0) + ":" + row.getLong(1));
    String id = row.getString(3);
    if (row.isNullAt(5)) {
      return VectorRows.refused(place, id, new Refused("missing-vector", "There is no vector"));
    }
    float[] vector = VectorRows.floats(row.getList(5));
    if (vector == null) {
      return VectorRows.refused(
          place, id, new Refused("malformed-vector", "A number of the vector is missing"));
    }
    return VectorRows.of(set, place, id, row.getString(4), vector);
  }

  private DataType type(String column) {
    try {
      return source.select(col(column)).schema().fields()[0].dataType();
    } catch (Exception e) {
      if (e instanceof AnalysisException) { // checked, which Scala's methods do not declare
        throw new IllegalArgumentException(
            "Cannot import from %s: it has no column '%s', only %s (--id-column, --vector-column)"
                .formatted(
                    what,
                    column,
                    String.join(
                        ", ",
                        Arrays.stream(source.columns())
                            .filter(name -> !name.startsWith("_"))
                            .toList())));
      }
      throw e;
    }
  }
}
