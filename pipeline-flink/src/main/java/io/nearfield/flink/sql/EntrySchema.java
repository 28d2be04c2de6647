package io.nearfield.flink.sql;

import io.nearfield.connect.api.AttributeType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * The columns of a SQL table over an index: the entity's id, its vector, and any of the index's
 * filter columns by their names.
 *
 * @param arity how many columns there are
 * @param id the position of the id
 * @param vector the position of the vector
 * @param numbers what the vector holds, FLOAT or DOUBLE
 * @param attributes the rest
 */
record EntrySchema(
    int arity, int id, int vector, LogicalTypeRoot numbers, List<AttributeColumn> attributes)
    implements Serializable {

  /** The column that holds the id where no primary key says which one does. */
  private static final String ID = "id";

  /**
   * Reads a declared schema.
   *
   * @param primaryKey the positions of the primary key's columns; empty if there is none
   * @param filterColumns what the index's entries carry
   * @throws ValidationException naming the column that cannot be there, and what can
   */
  static EntrySchema of(
      RowType declared, int[] primaryKey, Map<String, AttributeType> filterColumns) {
    int id = id(declared, primaryKey);
    int vector = -1;
    LogicalTypeRoot numbers = null;
    List<AttributeColumn> attributes = new ArrayList<>();
    for (int i = 0; i < declared.getFieldCount(); i++) {
      String name = declared.getFieldNames().get(i);
      LogicalType type = declared.getTypeAt(i);
      if (i == id) {
        continue;
      }
      if (type instanceof ArrayType array && !filterColumns.containsKey(name)) {
        if (vector >= 0) {
          throw new ValidationException(
              "Cannot use two columns for the vector, '%s' and '%s': declare one"
                  .formatted(declared.getFieldNames().get(vector), name));
        }
        vector = i;
        numbers = numbers(name, array);
      } else {
        attributes.add(attribute(i, name, type, filterColumns));
      }
    }
    if (vector < 0) {
      throw new ValidationException(
          "Cannot find the vector among the columns %s: declare one as ARRAY<FLOAT>"
              .formatted(declared.getFieldNames()));
    }
    return new EntrySchema(declared.getFieldCount(), id, vector, numbers, List.copyOf(attributes));
  }

  private static int id(RowType declared, int[] primaryKey) {
    if (primaryKey.length > 1) {
      throw new ValidationException(
          "Cannot use a primary key of %d columns: an entity has one id"
              .formatted(primaryKey.length));
    }
    int id = primaryKey.length == 1 ? primaryKey[0] : declared.getFieldIndex(ID);
    if (id < 0) {
      throw new ValidationException(
          "Cannot find the id among the columns %s: name it 'id', or declare it the PRIMARY KEY"
              .formatted(declared.getFieldNames()));
    }
    if (!declared.getTypeAt(id).is(LogicalTypeRoot.VARCHAR)) {
      throw new ValidationException(
          "Cannot show the id in column '%s' of type %s: it is a STRING"
              .formatted(
                  declared.getFieldNames().get(id), declared.getTypeAt(id).asSummaryString()));
    }
    return id;
  }

  private static LogicalTypeRoot numbers(String name, ArrayType array) {
    LogicalTypeRoot numbers = array.getElementType().getTypeRoot();
    if (numbers != LogicalTypeRoot.FLOAT && numbers != LogicalTypeRoot.DOUBLE) {
      throw new ValidationException(
          "Cannot show the vector in column '%s' of type %s: it is an ARRAY<FLOAT>, or an"
                  .formatted(name, array.asSummaryString())
              + " ARRAY<DOUBLE>");
    }
    return numbers;
  }

  private static AttributeColumn attribute(
      int position, String name, LogicalType type, Map<String, AttributeType> filterColumns) {
    AttributeType held = filterColumns.get(name);
    if (held == null) {
      Map<String, String> there = new TreeMap<>();
      filterColumns.forEach((known, t) -> there.put(known, AttributeColumn.sql(t)));
      throw new ValidationException(
          "Cannot find column '%s' in the index: besides id and vector it has %s"
              .formatted(name, there.isEmpty() ? "none" : there));
    }
    return new AttributeColumn(position, name, held, type);
  }

  List<String> attributeNames() {
    return attributes.stream().map(AttributeColumn::attribute).toList();
  }

  /** A row of these columns, and at its end, if there is one, the score. */
  GenericRowData row(
      String entityId, float[] preparedVector, Map<String, Object> values, Double scoreOrNull) {
    GenericRowData row = new GenericRowData(scoreOrNull == null ? arity : arity + 1);
    row.setField(id, StringData.fromString(entityId));
    row.setField(vector, VectorArrays.toFlink(preparedVector, numbers));
    for (AttributeColumn column : attributes) {
      row.setField(column.position(), column.toFlink(values.get(column.attribute())));
    }
    if (scoreOrNull != null) {
      row.setField(arity, scoreOrNull);
    }
    return row;
  }

  /** The numbers of a query. */
  float[] query(ArrayData array) {
    return VectorArrays.fromFlink(array, numbers);
  }
}
