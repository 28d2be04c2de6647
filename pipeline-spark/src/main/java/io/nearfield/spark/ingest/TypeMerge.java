package io.nearfield.spark.ingest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The narrowest type that holds the values of two: whole numbers widen to fractions, dates to
 * timestamps, structs take the fields of both, and what has nothing in common becomes text. No
 * value is lost by widening, except that whole numbers above 2^53 are rounded among fractions.
 */
final class TypeMerge {

  private static final int MOST_DIGITS = 38;

  /** Digits of the largest long. */
  private static final int LONG_DIGITS = 19;

  private TypeMerge() {}

  static DataType merge(DataType a, DataType b) {
    if (a.equals(b) || b instanceof NullType) {
      return a;
    }
    if (a instanceof NullType) {
      return b;
    }
    if (a instanceof NumericType && b instanceof NumericType) {
      return numbers(a, b);
    }
    if (a instanceof ArrayType x && b instanceof ArrayType y) {
      return DataTypes.createArrayType(merge(x.elementType(), y.elementType()));
    }
    if (a instanceof StructType x && b instanceof StructType y) {
      return structs(x, y);
    }
    if (isTime(a) && isTime(b)) {
      return DataTypes.TimestampType;
    }
    return DataTypes.StringType;
  }

  /** Whether merging these turned values that were no texts into texts. */
  static boolean drifted(DataType a, DataType b) {
    return !(a instanceof NullType)
        && !(b instanceof NullType)
        && !a.equals(b)
        && merge(a, b) instanceof StringType;
  }

  private static boolean isTime(DataType type) {
    return type.equals(DataTypes.DateType) || type.equals(DataTypes.TimestampType);
  }

  private static DataType numbers(DataType a, DataType b) {
    if (a instanceof IntegralType && b instanceof IntegralType) {
      return a.defaultSize() > b.defaultSize() ? a : b;
    }
    DecimalType x = decimal(a);
    DecimalType y = decimal(b);
    if (x == null || y == null) {
      return DataTypes.DoubleType;
    }
    int scale = Math.max(x.scale(), y.scale());
    int digits = Math.max(x.precision() - x.scale(), y.precision() - y.scale());
    return digits + scale <= MOST_DIGITS
        ? DataTypes.createDecimalType(digits + scale, scale)
        : DataTypes.DoubleType;
  }

  private static DecimalType decimal(DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal;
    }
    return type instanceof IntegralType ? DataTypes.createDecimalType(LONG_DIGITS, 0) : null;
  }

  private static StructType structs(StructType a, StructType b) {
    Map<String, DataType> fields = new LinkedHashMap<>();
    for (StructField field : a.fields()) {
      fields.put(field.name(), field.dataType());
    }
    for (StructField field : b.fields()) {
      fields.merge(field.name(), field.dataType(), TypeMerge::merge);
    }
    StructType merged = new StructType();
    for (Map.Entry<String, DataType> field : fields.entrySet()) {
      merged = merged.add(field.getKey(), field.getValue());
    }
    return merged;
  }
}
