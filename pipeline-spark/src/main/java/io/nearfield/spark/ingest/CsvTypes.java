package io.nearfield.spark.ingest;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * Which type a cell of a CSV file has, and its value in a column of a (wider) type. A number with
 * leading zeros is a text: a postcode or an article number would lose them. Times without a zone
 * are UTC.
 */
final class CsvTypes {

  private static final Pattern WHOLE = Pattern.compile("[+-]?(0|[1-9][0-9]*)");
  private static final Pattern FRACTION =
      Pattern.compile("[+-]?(0|[1-9][0-9]*)?(\\.[0-9]+|[0-9]\\.)?([eE][+-]?[0-9]{1,3})?");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})?");
  private static final int MOST_DIGITS = 38;
  private static final int LONGEST = 64;

  private CsvTypes() {}

  /**
   * @param cell null or empty for no value
   */
  static DataType typeOf(String cell) {
    if (cell == null || cell.isBlank()) {
      return DataTypes.NullType;
    }
    String value = cell.strip();
    if (value.length() > LONGEST) {
      return DataTypes.StringType;
    }
    if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
      return DataTypes.BooleanType;
    }
    if (WHOLE.matcher(value).matches()) {
      return whole(value);
    }
    if (isFraction(value)) {
      return DataTypes.DoubleType;
    }
    try {
      if (DATE.matcher(value).matches()) {
        LocalDate unused = LocalDate.parse(value);
        return DataTypes.DateType;
      }
      if (TIME.matcher(value).matches()) {
        Timestamp unused = timestamp(value);
        return DataTypes.TimestampType;
      }
    } catch (DateTimeException e) {
      // The 31st of February is a text.
    }
    return DataTypes.StringType;
  }

  private static boolean isFraction(String value) {
    return value.chars().anyMatch(c -> c >= '0' && c <= '9')
        && FRACTION.matcher(value).matches()
        && !Double.isInfinite(Double.parseDouble(value));
  }

  private static DataType whole(String value) {
    String digits = value.replaceFirst("^[+-]", "");
    if (digits.length() < 19) {
      return DataTypes.LongType;
    }
    try {
      Long unused = Long.valueOf(value);
      return DataTypes.LongType;
    } catch (NumberFormatException e) {
      return digits.length() <= MOST_DIGITS
          ? DataTypes.createDecimalType(MOST_DIGITS, 0)
          : DataTypes.StringType;
    }
  }

  /** The cell as Spark's rows hold it; {@code type} is at least as wide as {@link #typeOf}. */
  static Object value(String cell, DataType type) {
    if (cell == null) {
      return null;
    }
    if (type.equals(DataTypes.StringType)) {
      return cell;
    }
    if (cell.isBlank()) {
      return null;
    }
    String value = cell.strip();
    if (type.equals(DataTypes.BooleanType)) {
      return value.toLowerCase(Locale.ROOT).equals("true");
    }
    if (type.equals(DataTypes.LongType)) {
      return Long.valueOf(value);
    }
    if (type.equals(DataTypes.IntegerType)) {
      return Integer.valueOf(value);
    }
    if (type.equals(DataTypes.DoubleType)) {
      return Double.valueOf(value);
    }
    if (type.equals(DataTypes.FloatType)) {
      return Float.valueOf(value);
    }
    if (type instanceof DecimalType decimal) {
      BigDecimal number = new BigDecimal(value);
      return number.scale() <= decimal.scale() ? number.setScale(decimal.scale()) : number;
    }
    if (type.equals(DataTypes.DateType)) {
      return Date.valueOf(LocalDate.parse(value));
    }
    if (type.equals(DataTypes.TimestampType)) {
      return DATE.matcher(value).matches()
          ? Timestamp.from(LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant())
          : timestamp(value);
    }
    throw new IllegalStateException("No CSV cell goes into a column of type " + type);
  }

  private static Timestamp timestamp(String value) {
    String iso = value.replace(' ', 'T');
    boolean zoned = iso.endsWith("Z") || iso.substring(iso.length() - 6).matches("[+-].*");
    return Timestamp.from(
        zoned
            ? OffsetDateTime.parse(iso).toInstant()
            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
  }
}
