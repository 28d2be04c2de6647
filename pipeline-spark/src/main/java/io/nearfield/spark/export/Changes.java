package io.nearfield.spark.export;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * What differs between the rows of two positions. Rows are compared by 128 bits of hash over all
 * that is exported; when an item was read again does not count.
 *
 * @param rows new and changed ones, whole
 * @param removed {@code entity_id} of those that are there no longer or pass the filter no longer
 */
record Changes(Dataset<Row> rows, Dataset<Row> removed) {

  private static final Set<String> NOT_COMPARED = Set.of("entity_id", "ingested_at");

  static Changes everything(Dataset<Row> now) {
    return new Changes(now, null);
  }

  static Changes between(Dataset<Row> before, Dataset<Row> now) {
    StructField[] fields = now.schema().fields();
    Dataset<Row> old =
        before.select(col("entity_id").as("_old_id"), hash(before, fields).as("_old_hash"));
    Dataset<Row> rows =
        now.withColumn("_hash", hash(now, fields))
            .join(old, col("entity_id").equalTo(col("_old_id")), "left")
            .filter(col("_old_id").isNull().or(col("_old_hash").notEqual(col("_hash"))))
            .drop("_hash", "_old_id", "_old_hash");
    Dataset<Row> removed =
        before
            .select("entity_id")
            .join(
                now.select(col("entity_id").as("_now_id")),
                col("entity_id").equalTo(col("_now_id")),
                "left_anti");
    return new Changes(rows, removed);
  }

  /** A column that the rows lack is one without a value, which a hash passes over. */
  private static Column hash(Dataset<Row> rows, StructField[] fields) {
    List<String> there = List.of(rows.columns());
    List<Column> columns = new ArrayList<>();
    columns.add(lit(0));
    for (StructField field : fields) {
      if (!NOT_COMPARED.contains(field.name())) {
        Column value =
            there.contains(field.name())
                ? col("`" + field.name().replace("`", "``") + "`")
                : lit(null).cast(field.dataType());
        columns.add(comparable(value, field.dataType()));
        columns.add(value.isNull()); // a hash passes over nulls: a value must not move unseen
      }
    }
    Column[] once = columns.toArray(Column[]::new);
    columns.set(0, lit(1));
    return struct(xxhash64(once).as("a"), xxhash64(columns.toArray(Column[]::new)).as("b"));
  }

  /** Widened numbers stay the same; maps, which cannot be hashed, are compared as JSON. */
  private static Column comparable(Column value, DataType type) {
    if (type.equals(DataTypes.LongType) || type.equals(DataTypes.DoubleType)) {
      return value.cast(type);
    }
    return type.simpleString().contains("map<") ? to_json(struct(value)) : value;
  }
}
