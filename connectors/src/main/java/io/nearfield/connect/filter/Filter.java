package io.nearfield.connect.filter;

import io.nearfield.connect.api.AttributeType;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/** A condition over attributes. */
public final class Filter implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String expression;

  private Filter(String expression) {
    this.expression = expression;
  }

  public static Filter parse(String expression, Map<String, AttributeType> columns) {
    if (columns != null) {
      throw new UnsupportedOperationException("filters land with the next change: " + columns);
    }
    return new Filter(expression);
  }

  public Set<String> columns() {
    return Set.of();
  }

  public boolean test(Map<String, Object> attributes) {
    return attributes.isEmpty();
  }

  @Override
  public String toString() {
    return expression;
  }
}
