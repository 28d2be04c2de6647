package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.struct;

import io.nearfield.connect.iceberg.Lake;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a feature set as they were at one snapshot, whatever is committed meanwhile.
 *
 * @param snapshot null for a set without rows
 */
record FeatureRows(SparkSession spark, Lake lake, String dataset, String table, Long snapshot) {

  private static final StructType ROW =
      new StructType()
          .add("entity_id", DataTypes.StringType)
          .add("item_id", DataTypes.StringType)
          .add("content_hash", DataTypes.StringType)
          .add("model_hash", DataTypes.StringType)
          .add("vector", DataTypes.createArrayType(DataTypes.FloatType))
          .add("_file", DataTypes.StringType)
          .add("_pos", DataTypes.LongType);

  /** The same set at another snapshot. */
  FeatureRows at(Long other) {
    return new FeatureRows(spark, lake, dataset, table, other);
  }

  boolean isEmpty() {
    return snapshot == null;
  }

  /**
   * Columns {@code entity_id}, {@code item_id}, {@code content_hash}, {@code model_hash}, {@code
   * vector}.
   */
  Dataset<Row> rows() {
    return all().select("entity_id", "item_id", "content_hash", "model_hash", "vector");
  }

  /**
   * Where the rows of some entities lie.
   *
   * @param entities column {@code entity_id}
   * @return {@code at_id} and {@code at}, a list of ({@code _file}, {@code _pos})
   */
  Dataset<Row> positions(Dataset<Row> entities) {
    return files(entities)
        .groupBy(col("entity_id").as("at_id"))
        .agg(collect_list(struct(col("_file"), col("_pos"))).as("at"));
  }

  /** The same, one row of {@code entity_id}, {@code _file} and {@code _pos} for each. */
  Dataset<Row> files(Dataset<Row> entities) {
    return all()
        .select("entity_id", "_file", "_pos")
        .join(entities.select("entity_id").distinct(), "entity_id");
  }

  private Dataset<Row> all() {
    if (isEmpty()) {
      return spark.createDataFrame(List.of(), ROW);
    }
    String name = lake.sql(dataset, table);
    spark.catalog().refreshTable(name);
    return spark.read().option("versionAsOf", snapshot).table(name).select(columns());
  }

  private static Column[] columns() {
    return Arrays.stream(ROW.fieldNames()).map(c -> col(c)).toArray(Column[]::new);
  }
}
