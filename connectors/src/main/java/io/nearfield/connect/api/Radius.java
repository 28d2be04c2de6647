package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which distances count: those that keep every bound. Distances are the index's metric's own and
 * are compared as floats, so a bound may be a distance as an answer told it.
 *
 * <p>Immutable.
 *
 * @param bounds at least one, no operator twice
 */
public record Radius(List<Bound> bounds) implements Serializable {

  public Radius {
    bounds = List.copyOf(bounds);
    if (bounds.isEmpty()) {
      throw new IllegalArgumentException("Cannot use a radius without a bound (radius)");
    }
    if (bounds.stream().map(Bound::operator).distinct().count() < bounds.size()) {
      throw new IllegalArgumentException(
          "Cannot use a radius that says an operator twice, got " + said(bounds) + " (radius)");
    }
  }

  /** How a distance is compared. */
  public enum Operator {
    EQ,
    NE,
    LT,
    LTE,
    GT,
    GTE;

    /** As messages write it: {@code $lte}. */
    public String symbol() {
      return "$" + name().toLowerCase(Locale.ROOT);
    }

    /** The operator that messages write so, if there is one. */
    public static Optional<Operator> of(String symbol) {
      return Arrays.stream(values()).filter(each -> each.symbol().equals(symbol)).findFirst();
    }

    /** All of them as messages write them. */
    public static List<String> symbols() {
      return Arrays.stream(values()).map(Operator::symbol).toList();
    }
  }

  /**
   * One comparison.
   *
   * @param operator how
   * @param value with what, finite
   */
  public record Bound(Operator operator, double value) implements Serializable {

    public Bound {
      if (operator == null || !Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "Cannot bound a distance by " + value + ": a finite number is needed (radius)");
      }
    }

    boolean holds(float distance) {
      float limit = (float) value;
      return switch (operator) {
        case EQ -> distance == limit;
        case NE -> distance != limit;
        case LT -> distance < limit;
        case LTE -> distance <= limit;
        case GT -> distance > limit;
        case GTE -> distance >= limit;
      };
    }
  }

  /** Everything at most so far. */
  public static Radius atMost(double distance) {
    return of(Operator.LTE, distance);
  }

  public static Radius of(Operator operator, double value) {
    return new Radius(List.of(new Bound(operator, value)));
  }

  /** Whether a distance keeps every bound. */
  public boolean holds(float distance) {
    for (Bound bound : bounds) {
      if (!bound.holds(distance)) {
        return false;
      }
    }
    return true;
  }

  /** No distance above this counts; infinite if any may. */
  public float most() {
    float most = Float.POSITIVE_INFINITY;
    for (Bound bound : bounds) {
      switch (bound.operator) {
        case EQ, LT, LTE -> most = Math.min(most, (float) bound.value);
        case NE, GT, GTE -> {}
      }
    }
    return most;
  }

  /** For people: {@code $gte 0.1, $lt 0.5}. */
  @Override
  public String toString() {
    return said(bounds);
  }

  private static String said(List<Bound> bounds) {
    return bounds.stream()
        .map(bound -> bound.operator.symbol() + " " + bound.value)
        .collect(Collectors.joining(", "));
  }
}
