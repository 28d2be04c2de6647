package io.nearfield.flink.sql;

import io.nearfield.connect.api.AttributeType;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * A column of a SQL table that shows a filter column of the index.
 *
 * @param position in the row
 * @param attribute the filter column's name, and the column's
 * @param type what the index holds
 * @param shown what the SQL table declares
 */
record AttributeColumn(int position, String attribute, AttributeType type, LogicalType shown)
    implements Serializable {

  AttributeColumn {
    if (!fits(type, shown)) {
      throw new ValidationException(
          "Cannot show attribute '%s' as %s: it is %s in the index; declare it as %s"
              .formatted(attribute, shown.asSummaryString(), type, sql(type)));
    }
  }

  /** The SQL type that an attribute has of itself. */
  static String sql(AttributeType type) {
    return switch (type) {
      case STRING -> "STRING";
      case BOOLEAN -> "BOOLEAN";
      case INT -> "INT";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DECIMAL -> "DECIMAL(38, 18)";
      case DATE -> "DATE";
      case TIMESTAMP -> "TIMESTAMP_LTZ(6)";
      case STRINGS -> "ARRAY<STRING>";
    };
  }

  private static boolean fits(AttributeType type, LogicalType shown) {
    return switch (type) {
      case STRING -> shown.is(LogicalTypeRoot.VARCHAR);
      case BOOLEAN -> shown.is(LogicalTypeRoot.BOOLEAN);
      case INT -> shown.isAnyOf(LogicalTypeRoot.INTEGER, LogicalTypeRoot.BIGINT);
      case LONG -> shown.is(LogicalTypeRoot.BIGINT);
      case FLOAT -> shown.isAnyOf(LogicalTypeRoot.FLOAT, LogicalTypeRoot.DOUBLE);
      case DOUBLE -> shown.is(LogicalTypeRoot.DOUBLE);
      case DECIMAL -> shown.is(LogicalTypeRoot.DECIMAL);
      case DATE -> shown.is(LogicalTypeRoot.DATE);
      case TIMESTAMP -> shown.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
      case STRINGS ->
          shown instanceof ArrayType array && array.getElementType().is(LogicalTypeRoot.VARCHAR);
    };
  }

  /** An attribute's value as Flink holds it; null for null. */
  Object toFlink(Object value) {
    if (value == null) {
      return null;
    }
    return switch (type) {
      case STRING -> StringData.fromString((String) value);
      case BOOLEAN, DOUBLE, LONG -> value;
      case INT ->
          shown.is(LogicalTypeRoot.BIGINT)
              ? (Object) ((Number) value).longValue()
              : (Object) ((Number) value).intValue();
      case FLOAT ->
          shown.is(LogicalTypeRoot.DOUBLE)
              ? (Object) ((Number) value).doubleValue()
              : (Object) ((Number) value).floatValue();
      case DECIMAL -> decimal((BigDecimal) value, (DecimalType) shown);
      case DATE -> (int) ((LocalDate) value).toEpochDay();
      case TIMESTAMP -> TimestampData.fromInstant((Instant) value);
      case STRINGS ->
          new GenericArrayData(
              ((List<?>) value).stream().map(one -> StringData.fromString((String) one)).toArray());
    };
  }

  private DecimalData decimal(BigDecimal value, DecimalType declared) {
    DecimalData fitting =
        DecimalData.fromBigDecimal(value, declared.getPrecision(), declared.getScale());
    if (fitting == null) {
      throw new ValidationException(
          "Cannot show %s in column '%s': it does not fit %s; declare more digits"
              .formatted(value.toPlainString(), attribute, declared.asSummaryString()));
    }
    return fitting;
  }
}
