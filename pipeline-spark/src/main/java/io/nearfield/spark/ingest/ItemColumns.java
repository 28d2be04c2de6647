package io.nearfield.spark.ingest;

import io.nearfield.connect.iceberg.Lake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Settles one type for each attribute column over all tables of a run and what {@code items} has
 * already, so that no value is lost.
 */
final class ItemColumns {

  /** The columns that every dataset's {@code items} has. */
  static final Set<String> OWN = Set.copyOf(Lake.itemColumns());

  private final Map<String, DataType> present = new LinkedHashMap<>();
  private final ColumnNames names;
  private final Shape wanted = new Shape();
  private final List<String> notes = new ArrayList<>();

  ItemColumns(StructType items) {
    for (StructField field : attributes(items).fields()) {
      present.put(field.name(), field.dataType());
    }
    this.names = new ColumnNames(present.keySet());
  }

  static StructType attributes(StructType items) {
    StructType attributes = new StructType();
    for (StructField field : items.fields()) {
      if (!OWN.contains(field.name())) {
        attributes = attributes.add(field.name(), field.dataType());
      }
    }
    return attributes;
  }

  /** Plans a table, see {@link TablePlan#of}. */
  TablePlan add(String place, Shape shape, IngestOptions options) {
    TablePlan plan = TablePlan.of(place, shape, options, names);
    plan.attributes()
        .forEach(
            (column, itemColumn) -> {
              wanted.add(itemColumn, shape.columns().get(column));
              if (shape.drifted().contains(column)) {
                wanted.drifted().add(itemColumn);
              }
              if (!itemColumn.equals(column)) {
                note("column '" + column + "' is kept as '" + itemColumn + "'");
              }
            });
    return plan;
  }

  /** A column that we add ourselves; returns its name. */
  String add(String column, DataType type) {
    String name = names.itemColumn(column, List.of());
    wanted.add(name, type);
    return name;
  }

  /** Adds what is missing to the table; a conflict with what is there is an error. */
  void addTo(Lake lake, String dataset) {
    Map<String, Type> columns = new LinkedHashMap<>();
    for (Map.Entry<String, DataType> column : wanted.columns().entrySet()) {
      String name = column.getKey();
      DataType there = present.get(name);
      DataType type = column.getValue();
      if (there != null) {
        if (TypeMerge.drifted(there, type)) {
          wanted.drifted().add(name);
        }
        type = TypeMerge.merge(there, type);
      }
      if (type instanceof NullType) {
        note("column '" + name + "' has no value at all and is left out");
        continue;
      }
      type = there != null && type.equals(there) ? there : JsonTypes.settled(type);
      if (wanted.drifted().contains(name) && type instanceof StringType) {
        note("column '" + name + "' holds values of unlike types and is kept as text");
      }
      if (!type.equals(there)) {
        columns.put(name, SparkSchemaUtil.convert(type));
      }
    }
    if (!columns.isEmpty()) {
      lake.addItemColumns(dataset, columns);
    }
  }

  /** Without columns that the table does not have: those that never hold a value. */
  static TablePlan within(TablePlan plan, StructType attributes) {
    Map<String, String> kept = new LinkedHashMap<>(plan.attributes());
    kept.values().retainAll(List.of(attributes.fieldNames()));
    return new TablePlan(plan.idColumn(), plan.textColumn(), kept);
  }

  List<String> notes() {
    return notes;
  }

  private void note(String note) {
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  /** The type that our tables store: all nullable, small whole numbers as ints. */
  static DataType storable(DataType type) {
    if (type.equals(DataTypes.ByteType) || type.equals(DataTypes.ShortType)) {
      return DataTypes.IntegerType;
    }
    if (type instanceof ArrayType array) {
      return DataTypes.createArrayType(storable(array.elementType()));
    }
    if (type instanceof MapType map) {
      return DataTypes.createMapType(storable(map.keyType()), storable(map.valueType()));
    }
    if (type instanceof StructType struct) {
      StructType all = new StructType();
      for (StructField field : struct.fields()) {
        all = all.add(field.name(), storable(field.dataType()));
      }
      return all;
    }
    return type;
  }
}
