package io.nearfield.spark.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The arguments of a call in SQL, checked while the query is analysed. */
record Arguments(String function, List<Expression> given) {

  static Arguments of(String function, Seq<Expression> given, int least, int most, String usage) {
    List<Expression> arguments = List.copyOf(CollectionConverters.asJava(given));
    if (arguments.size() < least || arguments.size() > most) {
      throw new IllegalArgumentException(
          "Cannot call %s with %d arguments: it is %s"
              .formatted(function, arguments.size(), usage));
    }
    return new Arguments(function, arguments);
  }

  int size() {
    return given.size();
  }

  /** An argument that must be an {@code ARRAY<FLOAT>}. */
  Expression vector(int i) {
    return isVector(type(i)) ? given.get(i) : refuse(i, "ARRAY<FLOAT>");
  }

  static boolean isVector(DataType type) {
    return type instanceof ArrayType array && array.elementType().equals(DataTypes.FloatType);
  }

  /** An argument that may be any array of numbers, as {@code ARRAY<FLOAT>}. */
  Expression numbers(int i) {
    if (type(i) instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return isVector(array)
          ? given.get(i)
          : new Cast(
              given.get(i),
              DataTypes.createArrayType(DataTypes.FloatType),
              Option.apply("UTC"),
              Cast.apply$default$4());
    }
    return refuse(i, "STRING or ARRAY<FLOAT>");
  }

  /** An argument that must be of one type. */
  Expression of(int i, DataType type) {
    return type(i).equals(type) ? given.get(i) : refuse(i, type.sql());
  }

  DataType type(int i) {
    return given.get(i).dataType();
  }

  /** A string that is known before the query runs. */
  String constantText(int i, String what) {
    Object value = constant(i, what);
    if (!(value instanceof UTF8String text)) {
      throw refused(i, "STRING that is not null");
    }
    return text.toString();
  }

  /** A whole number that is known before the query runs. */
  int constantNumber(int i, String what) {
    Object value = constant(i, what);
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).intValue();
    }
    if (value instanceof Long number) {
      return Math.toIntExact(number);
    }
    throw refused(i, "INT that is not null");
  }

  private Object constant(int i, String what) {
    if (!given.get(i).foldable()) {
      throw new IllegalArgumentException(
          "Cannot call %s: %s (argument %d) must be a constant, got %s"
              .formatted(function, what, i + 1, given.get(i).sql()));
    }
    return given.get(i).eval(null);
  }

  private Expression refuse(int i, String wanted) {
    throw refused(i, wanted);
  }

  private IllegalArgumentException refused(int i, String wanted) {
    return new IllegalArgumentException(
        "Cannot call %s: argument %d must be %s, got %s of type %s"
            .formatted(function, i + 1, wanted, given.get(i).sql(), type(i).sql()));
  }
}
