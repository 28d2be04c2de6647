package io.nearfield.spark.embed;

import java.util.Iterator;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Places of rows, as {@code _file} and {@code _pos}, to files that let them go. */
record RemoveTask(String modelHash, Broadcast<Table> table)
    implements FlatMapFunction<Iterator<Row>, Part> {

  @Override
  public Iterator<Part> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return List.<Part>of().iterator();
    }
    try (FeatureSink sink = new FeatureSink(table.value(), modelHash)) {
      rows.forEachRemaining(row -> sink.drop(row.getAs("_file"), row.<Long>getAs("_pos")));
      return List.of(sink.finish()).iterator();
    }
  }
}
