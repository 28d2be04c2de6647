package io.nearfield.spark.ingest;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Makes rows of the table's attribute columns, in the table's order, absent ones null. */
record AttributeRow(StructType schema) implements Serializable {

  Row empty() {
    return RowFactory.create(new Object[schema.length()]);
  }

  Builder builder() {
    return new Builder(schema);
  }

  /** One row in the making. */
  static final class Builder {
    private final StructType schema;
    private final Object[] values;

    private Builder(StructType schema) {
      this.schema = schema;
      this.values = new Object[schema.length()];
    }

    /** Type of a column of the table. */
    DataType type(String column) {
      return schema.fields()[schema.fieldIndex(column)].dataType();
    }

    /** {@code value} must be of the Java type that Spark's rows hold for the column's type. */
    Builder set(String column, Object value) {
      values[schema.fieldIndex(column)] = value;
      return this;
    }

    Row row() {
      return RowFactory.create(values);
    }
  }
}
