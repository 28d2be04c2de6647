package io.nearfield.spark.features;

import io.nearfield.connect.iceberg.FeatureFile;
import java.util.Iterator;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Rows of {@code entity_id, item_id, vector, content_hash} and {@code at} (the places of the rows
 * that they replace) to files that are not part of the table yet.
 */
record WriteVectors(String modelHash, Broadcast<Table> table)
    implements FlatMapFunction<Iterator<Row>, FeatureFile.Written> {

  @Override
  public Iterator<FeatureFile.Written> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return List.<FeatureFile.Written>of().iterator();
    }
    try (FeatureFile file = new FeatureFile(table.value(), modelHash)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        file.add(
            row.getString(0),
            row.getString(1),
            VectorRows.floats(row.getList(2)),
            row.getString(3));
        if (!row.isNullAt(4)) {
          row.<Row>getList(4).forEach(at -> file.remove(at.getString(0), at.getLong(1)));
        }
      }
      return List.of(file.finish()).iterator();
    }
  }
}
