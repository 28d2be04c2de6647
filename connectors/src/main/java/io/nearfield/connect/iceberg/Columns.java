package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.NearfieldException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** How the user's attributes become columns: names, types, values, and adding them to a table. */
final class Columns {

  private static final String PREFIX = "user_";

  private Columns() {}

  /**
   * The column of an attribute: its own name, or prefixed if the table needs that name itself. No
   * two attributes share a column.
   */
  static String column(String attribute, Set<String> reserved) {
    String rest = attribute.toLowerCase(Locale.ROOT);
    while (rest.startsWith(PREFIX)) {
      rest = rest.substring(PREFIX.length());
    }
    return reserved.contains(rest) ? PREFIX + attribute : attribute;
  }

  /** The attribute of a column; empty for the table's own columns. */
  static Optional<String> attribute(String column, Set<String> reserved) {
    if (reserved.contains(column.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    String bare =
        column.toLowerCase(Locale.ROOT).startsWith(PREFIX)
            ? column.substring(PREFIX.length())
            : column;
    return Optional.of(
        !bare.equals(column) && column(bare, reserved).equals(column) ? bare : column);
  }

  static Type type(AttributeType type) {
    return switch (type) {
      case STRING -> Types.StringType.get();
      case BOOLEAN -> Types.BooleanType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case DECIMAL -> Types.DecimalType.of(38, 18);
      case DATE -> Types.DateType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
      case STRINGS -> Types.ListType.ofOptional(0, Types.StringType.get());
    };
  }

  /** The attribute type of a column type; empty for structs, lists of numbers and the like. */
  static Optional<AttributeType> type(Type type) {
    return switch (type.typeId()) {
      case STRING -> Optional.of(AttributeType.STRING);
      case BOOLEAN -> Optional.of(AttributeType.BOOLEAN);
      case INTEGER -> Optional.of(AttributeType.INT);
      case LONG -> Optional.of(AttributeType.LONG);
      case FLOAT -> Optional.of(AttributeType.FLOAT);
      case DOUBLE -> Optional.of(AttributeType.DOUBLE);
      case DECIMAL -> Optional.of(AttributeType.DECIMAL);
      case DATE -> Optional.of(AttributeType.DATE);
      case TIMESTAMP -> Optional.of(AttributeType.TIMESTAMP);
      case LIST ->
          type.asListType().elementType().typeId() == Type.TypeID.STRING
              ? Optional.of(AttributeType.STRINGS)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** A value as the API holds it, from one of Iceberg's generic records. */
  static Object fromRecord(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC);
    }
    return value;
  }

  /** The same the other way: a value of the API as a column of this type takes it. */
  static Object toRecord(Type type, Object value) {
    if (value instanceof Instant instant) {
      return ((Types.TimestampType) type).shouldAdjustToUTC()
          ? instant.atOffset(ZoneOffset.UTC)
          : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
    if (value instanceof BigDecimal number && type instanceof Types.DecimalType decimal) {
      return number.setScale(decimal.scale(), RoundingMode.HALF_EVEN);
    }
    if (value instanceof Integer number && type.typeId() == Type.TypeID.LONG) {
      return number.longValue(); // widened since the value was read
    }
    if (value instanceof Float number && type.typeId() == Type.TypeID.DOUBLE) {
      return number.doubleValue();
    }
    return value;
  }

  /**
   * Adds the columns that are missing and widens int to long and float to double where wanted, in
   * one commit. A column that is already wider stays. Nothing is committed if all is there.
   *
   * @throws NearfieldException if a column is there with another type, or with other capitals
   */
  static void union(Table table, String what, Map<String, Type> wanted) {
    CommitRetry.run(
        "add columns to " + what,
        () -> {
          table.refresh();
          UpdateSchema update = table.updateSchema();
          boolean changed = false;
          for (Map.Entry<String, Type> column : withoutDuplicates(what, wanted).entrySet()) {
            changed |= add(update, table.schema(), what, column.getKey(), column.getValue());
          }
          if (changed) {
            update.commit();
          }
        });
  }

  private static Map<String, Type> withoutDuplicates(String what, Map<String, Type> wanted) {
    Map<String, String> byLowerCase = new LinkedHashMap<>();
    for (String name : wanted.keySet()) {
      String other = byLowerCase.put(name.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        throw capitals(what, name, other);
      }
    }
    return wanted;
  }

  private static boolean add(
      UpdateSchema update, Schema schema, String what, String name, Type type) {
    if (name.isBlank() || name.indexOf('.') >= 0 || name.indexOf('`') >= 0) {
      throw new NearfieldException(
          "Cannot add column '"
              + name
              + "' to "
              + what
              + ": a column name is not blank and holds no '.' and no '`'; rename it in the input");
    }
    Types.NestedField there = schema.caseInsensitiveFindField(name);
    if (there == null) {
      update.addColumn(null, name, type);
      return true;
    }
    if (!there.name().equals(name)) {
      throw capitals(what, name, there.name());
    }
    Type present = there.type();
    if (same(present, type) || widens(type, present)) {
      return false;
    }
    if (widens(present, type)) {
      update.updateColumn(name, type.asPrimitiveType());
      return true;
    }
    throw new NearfieldException(
        "Cannot use column '"
            + name
            + "' of "
            + what
            + " as "
            + type
            + ": it is there as "
            + present
            + "; rename it in the input or convert its values");
  }

  private static NearfieldException capitals(String what, String one, String other) {
    return new NearfieldException(
        "Cannot add column '"
            + one
            + "' to "
            + what
            + ": it differs from column '"
            + other
            + "' only in capitals; rename one in the input");
  }

  /** Nested types are the same whatever their field ids are. */
  private static boolean same(Type a, Type b) {
    return a.equals(b)
        || (a.isNestedType() && b.isNestedType() && withoutIds(a).equals(withoutIds(b)));
  }

  private static Type withoutIds(Type type) {
    return TypeUtil.assignIds(type, ignored -> 0);
  }

  /** Whether every value of {@code narrow} is one of {@code wide}. */
  private static boolean widens(Type narrow, Type wide) {
    return narrow.isPrimitiveType()
        && wide.isPrimitiveType()
        && TypeUtil.isPromotionAllowed(narrow, wide.asPrimitiveType());
  }
}
