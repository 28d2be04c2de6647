package io.nearfield.spark.ingest;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataType;

/**
 * The columns found in a table or in lines of JSON, with the type that holds all their values, in
 * the order of their appearance.
 *
 * @param columns types by name
 * @param drifted columns that hold values of unlike types and are therefore kept as text
 */
record Shape(LinkedHashMap<String, DataType> columns, TreeSet<String> drifted)
    implements Serializable {

  Shape() {
    this(new LinkedHashMap<>(), new TreeSet<>());
  }

  void add(String column, DataType type) {
    DataType known = columns.putIfAbsent(column, type);
    if (known != null) {
      if (TypeMerge.drifted(known, type)) {
        drifted.add(column);
      }
      columns.put(column, TypeMerge.merge(known, type));
    }
  }

  Shape add(Shape other) {
    for (Map.Entry<String, DataType> column : other.columns.entrySet()) {
      add(column.getKey(), column.getValue());
    }
    drifted.addAll(other.drifted);
    return this;
  }
}
