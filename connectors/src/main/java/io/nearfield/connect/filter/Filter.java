package io.nearfield.connect.filter;

import io.nearfield.connect.api.AttributeType;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A condition over an entity's attributes, such as {@code price < 20 and lang in ('de', 'en')}.
 *
 * <pre>
 * expression := conjunction ( OR conjunction )*
 * conjunction := negation ( AND negation )*
 * negation := NOT negation | '(' expression ')' | predicate
 * predicate := column ( '=' | '!=' | '&lt;&gt;' | '&lt;' | '&lt;=' | '&gt;' | '&gt;=' ) value
 *            | column [NOT] IN '(' value ( ',' value )* ')'
 *            | column [NOT] BETWEEN value AND value          both ends included
 *            | column [NOT] LIKE string                      % any characters, _ one, \ escapes
 *            | column [NOT] PREFIX string                    begins with exactly this
 *            | column [NOT] CONTAINS [ ANY | ALL ] value(s)  of type STRINGS; several in parentheses
 *            | column [NOT] EXISTS
 *            | column IS [NOT] NULL
 *            | column                                        of type BOOLEAN
 * column := name | `any name` | "any name"
 * value := 'string' ('' is one quote) | number | TRUE | FALSE
 * </pre>
 *
 * <p>The same conditions can be written as a JSON object with operators, as people know them from
 * MongoDB and Dataloop; {@link #parse} takes what begins with a brace for one.
 *
 * <pre>{@code
 * {"price": {"$lt": 20}, "lang": {"$in": ["de", "en"]}, "$or": [{"sale": true}, {"tags": "new"}]}
 * }</pre>
 *
 * <p>Operators: {@code $and $or $nor $not} over objects, {@code $expression} for an expression as
 * above; {@code $eq $ne $lt $lte $gt $gte $in $nin $exists $prefix $like $glob $between $contains
 * $all $not} for a column. A value alone is equality, {@code null} stands for a missing attribute,
 * {@code {"$date": "2026-01-31"}} for the string in it.
 *
 * <p>Keywords are read in any case; a column also, if no other differs from it by case alone. Dates
 * are strings, {@code '2026-01-31'}; timestamps are strings, {@code '2026-01-31T12:00:00Z'}, or a
 * date for its first instant in UTC. A value must fit its column's type. A missing attribute
 * compares to nothing: as in SQL, {@code price < 20} and {@code not price < 20} are both untrue of
 * an entity without a price, which {@code price is null} finds. NaN is equal to itself and greater
 * than any number.
 *
 * <p>Immutable and thread-safe. Evaluation takes time proportional to the expression.
 */
public final class Filter implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String expression;
  private final Condition condition;
  private final TreeSet<String> columns;

  private Filter(String expression, Condition condition, TreeSet<String> columns) {
    this.expression = expression;
    this.condition = condition;
    this.columns = columns;
  }

  /**
   * Reads an expression.
   *
   * @param columns what can be filtered by
   * @throws IllegalArgumentException if the expression is not understood, names another column or
   *     compares a column to a value of another type; the message says at which character, or at
   *     which place of the JSON object
   */
  public static Filter parse(String expression, Map<String, AttributeType> columns) {
    if (JsonFilter.isJson(expression)) {
      JsonFilter json = new JsonFilter(expression, columns);
      Condition condition = json.parse();
      return new Filter(expression, condition, new TreeSet<>(json.usedColumns()));
    }
    Parser parser = new Parser(expression, columns);
    Condition condition = parser.parse();
    return new Filter(expression, condition, new TreeSet<>(parser.usedColumns()));
  }

  /** What is true where both filters are, each an expression or a JSON object. */
  public static String both(String one, String other) {
    return JsonFilter.both(one, other);
  }

  /** The columns that the expression names. */
  public Set<String> columns() {
    return Collections.unmodifiableSet(columns);
  }

  /**
   * Whether the condition is true of these attributes.
   *
   * @param attributes by column name; a missing one is null
   */
  public boolean test(Map<String, Object> attributes) {
    return condition.evaluate(attributes) == Truth.TRUE;
  }

  /** The expression as it was given. */
  @Override
  public String toString() {
    return expression;
  }
}
