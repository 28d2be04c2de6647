package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.NearfieldException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;

/** Writes the outcome of a run into {@code items}: adds, replaces and marks in one commit. */
record ItemChanges(StructType attributes) {

  private static final String GONE = "_nf_gone";

  /**
   * @param judged see {@link Comparison#of}
   * @param gone column {@code entity_id} of those to be marked as removed; null for none
   * @throws NearfieldException if another run changed the same items meanwhile
   */
  void merge(String table, Dataset<Row> judged, Dataset<Row> gone) {
    Dataset<Row> changes =
        judged
            .filter(col(Comparison.STATUS).isin(Comparison.ADDED, Comparison.UPDATED))
            .select(columns().toArray(new Column[0]));
    try {
      (gone == null ? changes : changes.union(marks(gone, changes.schema())))
          .as("changes")
          .mergeInto(table, expr("items.entity_id = changes.entity_id"))
          .whenMatched(expr("changes." + GONE))
          .update(new Map.Map1<>(LivingItems.REMOVED_AT, current_timestamp()))
          .whenMatched()
          .updateAll()
          .whenNotMatched()
          .insertAll()
          .merge();
    } catch (ValidationException e) {
      throw new NearfieldException(
          "Cannot commit the items: another run changed them meanwhile; nothing was written, run it"
              + " again",
          e);
    }
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (String own :
        List.of("entity_id", "uri", "media_type", "text", "content_hash", "annotations")) {
      columns.add(col(own));
    }
    Candidates.PASSAGE.forEach(column -> columns.add(col(column)));
    columns.add(current_timestamp().as("ingested_at"));
    columns.add(lit(null).cast(DataTypes.TimestampType).as(LivingItems.REMOVED_AT));
    columns.add(lit(false).as(GONE));
    for (String name : attributes.fieldNames()) {
      columns.add(col(Candidates.ATTRIBUTES + ".`" + name + "`").as(name));
    }
    return columns;
  }

  /** Rows like the changes, of which nothing but the id is looked at. */
  private static Dataset<Row> marks(Dataset<Row> gone, StructType like) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : like.fields()) {
      columns.add(
          switch (field.name()) {
            case "entity_id" -> col("entity_id");
            case GONE -> lit(true).as(GONE);
            default -> lit(null).cast(field.dataType()).as(field.name());
          });
    }
    return gone.select(columns.toArray(new Column[0]));
  }
}
