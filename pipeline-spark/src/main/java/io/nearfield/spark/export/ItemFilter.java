package io.nearfield.spark.export;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Lake;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/** Whether an item passes a filter: the same rules as in a lookup. */
record ItemFilter(Filter filter) implements FilterFunction<Row> {

  /**
   * @throws IllegalArgumentException if the expression is not understood
   */
  static ItemFilter of(String expression, Map<String, AttributeType> attributes) {
    return new ItemFilter(Filter.parse(expression, attributes));
  }

  @Override
  public boolean call(Row item) {
    Map<String, Object> values = new HashMap<>();
    for (String name : filter.columns()) {
      String column = Lake.itemColumn(name);
      // A snapshot may be older than the column.
      boolean there = item.schema().getFieldIndex(column).isDefined();
      Object value = there ? item.getAs(column) : null;
      if (value != null) {
        values.put(name, plain(value));
      }
    }
    return filter.test(values);
  }

  private static Object plain(Object value) {
    if (value instanceof Timestamp time) {
      return time.toInstant();
    }
    if (value instanceof scala.collection.Seq<?> list) {
      return CollectionConverters.asJava(list);
    }
    if (value instanceof Date date) {
      return date.toLocalDate();
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC);
    }
    return value;
  }
}
