package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Radius;
import io.nearfield.connect.api.Radius.Bound;
import io.nearfield.connect.api.Radius.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A radius as it is typed: {@code 0.5} for at most, or bounds such as {@code >=0.1,<0.5}. */
final class RadiusOption {

  private static final Pattern BOUND = Pattern.compile("(<=|>=|!=|<|>|=|)\\s*([^<>=!\\s]+)");

  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "", Operator.LTE,
          "<=", Operator.LTE,
          "<", Operator.LT,
          ">=", Operator.GTE,
          ">", Operator.GT,
          "=", Operator.EQ,
          "!=", Operator.NE);

  private RadiusOption() {}

  static Radius parse(String typed) {
    List<Bound> bounds = new ArrayList<>();
    for (String part : typed.split(",", -1)) {
      Matcher bound = BOUND.matcher(part.strip());
      if (!bound.matches()) {
        throw wrong(typed, null);
      }
      try {
        double value = Double.parseDouble(bound.group(2));
        bounds.add(new Bound(OPERATORS.get(bound.group(1)), value));
      } catch (NumberFormatException e) {
        throw wrong(typed, e);
      }
    }
    return new Radius(bounds);
  }

  private static IllegalArgumentException wrong(String typed, Exception cause) {
    return new IllegalArgumentException(
        "Cannot read radius '"
            + typed
            + "': a number, or bounds such as '>=0.1,<0.5' are expected (--radius)",
        cause);
  }
}
