package io.nearfield.connect.filter;

import io.nearfield.connect.api.AttributeType;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** One node of a parsed filter. Values are in the form of {@link Values}. */
sealed interface Condition extends Serializable {

  Truth evaluate(Map<String, Object> attributes);

  /** A column with its type. */
  record Column(String name, AttributeType type) implements Serializable {
    /** The attribute's value in comparable form, or null. */
    Comparable<Object> of(Map<String, Object> attributes) {
      Object value = attributes.get(name);
      return value == null ? null : Values.ofAttribute(type, value);
    }
  }

  /** The six ways to compare. */
  enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    boolean holds(int sign) {
      return switch (this) {
        case EQUAL -> sign == 0;
        case NOT_EQUAL -> sign != 0;
        case LESS -> sign < 0;
        case LESS_OR_EQUAL -> sign <= 0;
        case GREATER -> sign > 0;
        case GREATER_OR_EQUAL -> sign >= 0;
      };
    }
  }

  /** True if all are. */
  record And(List<Condition> parts) implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      Truth result = Truth.TRUE;
      for (Condition part : parts) {
        Truth truth = part.evaluate(attributes);
        if (truth == Truth.FALSE) {
          return Truth.FALSE;
        }
        if (truth == Truth.UNKNOWN) {
          result = Truth.UNKNOWN;
        }
      }
      return result;
    }
  }

  /** True if one is. */
  record Or(List<Condition> parts) implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      Truth result = Truth.FALSE;
      for (Condition part : parts) {
        Truth truth = part.evaluate(attributes);
        if (truth == Truth.TRUE) {
          return Truth.TRUE;
        }
        if (truth == Truth.UNKNOWN) {
          result = Truth.UNKNOWN;
        }
      }
      return result;
    }
  }

  /** True if the other is false. */
  record Not(Condition condition) implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      return condition.evaluate(attributes).not();
    }
  }

  /** A column against a value. */
  record Compare(Column column, Comparison comparison, Comparable<Object> value)
      implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      Comparable<Object> actual = column.of(attributes);
      return actual == null ? Truth.UNKNOWN : Truth.of(comparison.holds(actual.compareTo(value)));
    }
  }

  /** A column between two values, both included. */
  record Between(Column column, Comparable<Object> low, Comparable<Object> high)
      implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      Comparable<Object> actual = column.of(attributes);
      return actual == null
          ? Truth.UNKNOWN
          : Truth.of(actual.compareTo(low) >= 0 && actual.compareTo(high) <= 0);
    }
  }

  /** A column equal to one of several values. */
  record In(Column column, TreeSet<Comparable<Object>> values) implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      Comparable<Object> actual = column.of(attributes);
      return actual == null ? Truth.UNKNOWN : Truth.of(values.contains(actual));
    }
  }

  /** A string column against a pattern. */
  record Like(Column column, LikePattern pattern) implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      Comparable<Object> actual = column.of(attributes);
      return actual == null ? Truth.UNKNOWN : Truth.of(pattern.matches(actual.toString()));
    }
  }

  /** A list that has one of several values, or all of them. */
  record Contains(Column column, TreeSet<Comparable<Object>> values, boolean all)
      implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      Object list = attributes.get(column.name());
      if (!(list instanceof Collection<?> elements)) {
        return Truth.UNKNOWN;
      }
      return Truth.of(
          all
              ? values.stream().allMatch(elements::contains)
              : values.stream().anyMatch(elements::contains));
    }
  }

  /** A column without value; never unknown. */
  record IsNull(Column column) implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      return Truth.of(attributes.get(column.name()) == null);
    }
  }

  /** A boolean column by itself. */
  record IsTrue(Column column) implements Condition {
    @Override
    public Truth evaluate(Map<String, Object> attributes) {
      Comparable<Object> actual = column.of(attributes);
      return actual == null ? Truth.UNKNOWN : Truth.of(Boolean.TRUE.equals(actual));
    }
  }
}
