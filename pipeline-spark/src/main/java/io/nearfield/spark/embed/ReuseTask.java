package io.nearfield.spark.embed;

import java.util.Iterator;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Entities with a vector of their content that was there, to files. */
record ReuseTask(String modelHash, Broadcast<Table> table)
    implements FlatMapFunction<Iterator<Row>, Part> {

  @Override
  public Iterator<Part> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return List.<Part>of().iterator();
    }
    try (FeatureSink sink = new FeatureSink(table.value(), modelHash)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        sink.vector(row, floats(row.getList(row.fieldIndex("vector"))), true);
      }
      return List.of(sink.finish()).iterator();
    }
  }

  private static float[] floats(List<Float> numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i);
    }
    return vector;
  }
}
