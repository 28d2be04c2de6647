package io.nearfield.connect.api;

/** The types an attribute can be filtered by, with the Java type of its values. */
public enum AttributeType {
  /** {@link String}. */
  STRING,
  /** {@link Boolean}. */
  BOOLEAN,
  /** {@link Integer}. */
  INT,
  /** {@link Long}. */
  LONG,
  /** {@link Float}. */
  FLOAT,
  /** {@link Double}. */
  DOUBLE,
  /** {@link java.math.BigDecimal}. */
  DECIMAL,
  /** {@link java.time.LocalDate}. */
  DATE,
  /** {@link java.time.Instant}. */
  TIMESTAMP,
  /** {@link java.util.List} of {@link String}, such as tags. */
  STRINGS
}
