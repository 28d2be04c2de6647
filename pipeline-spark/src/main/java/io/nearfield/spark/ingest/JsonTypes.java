package io.nearfield.spark.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which type a JSON value has, and the value as a column of a (wider) type holds it. */
final class JsonTypes {

  /** An object with more keys than this is data keyed by name, not a struct: kept as text. */
  private static final int MOST_FIELDS = 200;

  private static final int MOST_DIGITS = 38;

  private JsonTypes() {}

  static DataType typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> DataTypes.BooleanType;
      case NUMBER -> numberType(value);
      case STRING -> DataTypes.StringType;
      case ARRAY -> {
        DataType element = DataTypes.NullType;
        for (JsonNode child : value) {
          element = TypeMerge.merge(element, typeOf(child));
        }
        yield DataTypes.createArrayType(element);
      }
      case OBJECT -> {
        if (value.isEmpty()) {
          yield DataTypes.NullType;
        }
        if (value.size() > MOST_FIELDS) {
          yield DataTypes.StringType;
        }
        StructType struct = new StructType();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
          struct = struct.add(field.getKey(), typeOf(field.getValue()));
        }
        yield struct;
      }
      default -> DataTypes.NullType;
    };
  }

  private static DataType numberType(JsonNode value) {
    if (value.canConvertToLong() && value.isIntegralNumber()) {
      return DataTypes.LongType;
    }
    if (value.isIntegralNumber()) {
      BigInteger whole = value.bigIntegerValue();
      return whole.abs().toString().length() <= MOST_DIGITS
          ? DataTypes.createDecimalType(MOST_DIGITS, 0)
          : DataTypes.StringType;
    }
    return Double.isInfinite(value.doubleValue()) ? DataTypes.StringType : DataTypes.DoubleType;
  }

  /** A type that the table can hold: what was always null or empty is text. */
  static DataType settled(DataType type) {
    if (type.equals(DataTypes.NullType)) {
      return DataTypes.StringType;
    }
    if (type instanceof ArrayType array) {
      return DataTypes.createArrayType(settled(array.elementType()));
    }
    if (type instanceof StructType struct) {
      StructType all = new StructType();
      for (StructField field : struct.fields()) {
        all = all.add(field.name(), settled(field.dataType()));
      }
      return all;
    }
    return type;
  }

  /** The value as Spark's rows hold it; {@code type} is at least as wide as {@link #typeOf}. */
  static Object value(JsonNode value, DataType type) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return null;
    }
    if (type.equals(DataTypes.StringType)) {
      return text(value);
    }
    if (type.equals(DataTypes.BooleanType)) {
      return value.booleanValue();
    }
    if (type.equals(DataTypes.LongType)) {
      return value.longValue();
    }
    if (type.equals(DataTypes.IntegerType)) {
      return value.intValue();
    }
    if (type.equals(DataTypes.DoubleType)) {
      return value.doubleValue();
    }
    if (type.equals(DataTypes.FloatType)) {
      return value.floatValue();
    }
    if (type instanceof DecimalType decimal) {
      BigDecimal number = value.decimalValue();
      return number.scale() <= decimal.scale() ? number.setScale(decimal.scale()) : number;
    }
    if (type instanceof ArrayType array) {
      Object[] elements = new Object[value.size()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = value(value.get(i), array.elementType());
      }
      return elements;
    }
    if (type instanceof StructType struct) {
      return struct(value, struct);
    }
    throw new IllegalStateException("No JSON value goes into a column of type " + type);
  }

  private static Row struct(JsonNode value, StructType struct) {
    Object[] fields = new Object[struct.length()];
    for (int i = 0; i < fields.length; i++) {
      StructField field = struct.fields()[i];
      fields[i] = value(value.get(field.name()), field.dataType());
    }
    return RowFactory.create(fields);
  }

  /** A string as it is, a number as digits, anything else as its JSON. */
  static String text(JsonNode value) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return null;
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    return value.isBigDecimal() ? value.decimalValue().toString() : value.toString();
  }
}
