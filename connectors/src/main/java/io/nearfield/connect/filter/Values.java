package io.nearfield.connect.filter;

import io.nearfield.connect.api.AttributeType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The comparable form of values, one Java class per type: INT and LONG are Long, FLOAT is Float,
 * DOUBLE is Double (both without negative zero), the others are what {@link AttributeType} says.
 */
final class Values {

  private Values() {}

  /** The form of an attribute as a row has it. */
  static Comparable<Object> ofAttribute(AttributeType type, Object value) {
    return switch (type) {
      case STRING -> comparable(value.toString());
      case INT, LONG -> comparable(((Number) value).longValue());
      case FLOAT -> comparable(((Number) value).floatValue() + 0.0f);
      case DOUBLE -> comparable(((Number) value).doubleValue() + 0.0d);
      case DECIMAL ->
          comparable(value instanceof BigDecimal d ? d : new BigDecimal(value.toString()));
      case BOOLEAN, DATE, TIMESTAMP -> comparable(value);
      case STRINGS -> throw new IllegalStateException("lists do not compare");
    };
  }

  /**
   * The form of a value as the expression has it.
   *
   * @return null if such a value does not fit the type; {@link #expected} says what does
   */
  static Comparable<Object> ofToken(AttributeType type, Token token) {
    try {
      return switch (type) {
        case STRING, STRINGS -> token.kind() == Token.Kind.STRING ? comparable(token.text()) : null;
        case BOOLEAN ->
            token.isWord("true") || token.isWord("false") ? comparable(token.isWord("true")) : null;
        case INT, LONG -> isNumber(token) ? comparable(number(token).longValueExact()) : null;
        case FLOAT -> isNumber(token) ? comparable(number(token).floatValue() + 0.0f) : null;
        case DOUBLE -> isNumber(token) ? comparable(number(token).doubleValue() + 0.0d) : null;
        case DECIMAL -> isNumber(token) ? comparable(number(token)) : null;
        case DATE ->
            token.kind() == Token.Kind.STRING ? comparable(LocalDate.parse(token.text())) : null;
        case TIMESTAMP ->
            token.kind() == Token.Kind.STRING ? comparable(instant(token.text())) : null;
      };
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      return null;
    }
  }

  /** What a value of this type looks like. */
  static String expected(AttributeType type) {
    return switch (type) {
      case STRING, STRINGS -> "a string in single quotes";
      case BOOLEAN -> "true or false";
      case INT, LONG -> "a whole number";
      case FLOAT, DOUBLE, DECIMAL -> "a number";
      case DATE -> "a date such as '2026-01-31'";
      case TIMESTAMP -> "a time such as '2026-01-31T12:00:00Z'";
    };
  }

  private static boolean isNumber(Token token) {
    return token.kind() == Token.Kind.NUMBER;
  }

  private static BigDecimal number(Token token) {
    BigDecimal number = new BigDecimal(token.text());
    if (Math.abs((long) number.scale()) > 400) {
      // Beyond every type; refused before anyone writes out its digits.
      throw new ArithmeticException("exponent out of range");
    }
    return number;
  }

  private static Instant instant(String text) {
    return text.length() <= 10
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : OffsetDateTime.parse(text).toInstant();
  }

  @SuppressWarnings("unchecked") // every class above compares with itself
  private static Comparable<Object> comparable(Object value) {
    return (Comparable<Object>) value;
  }
}
