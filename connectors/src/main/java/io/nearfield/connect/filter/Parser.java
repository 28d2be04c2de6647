package io.nearfield.connect.filter;

import io.nearfield.connect.api.AttributeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Recursive descent over the grammar that {@link Filter} documents. */
final class Parser {

  /** The longest expression, in characters. */
  static final int MAX_LENGTH = 100_000;

  /** The deepest nesting of parentheses and NOT. */
  static final int MAX_DEPTH = 100;

  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "not", "in", "is", "null", "like", "between", "true", "false");

  private final String expression;
  private final ColumnNames columns;
  private final List<Token> tokens;
  private final Set<String> used = new HashSet<>();
  private int at;
  private int depth;

  Parser(String expression, Map<String, AttributeType> columns) {
    if (expression == null || expression.isBlank()) {
      throw new IllegalArgumentException(
          "Cannot read an empty filter; leave the filter out to search everything");
    }
    if (expression.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "Cannot read a filter of "
              + expression.length()
              + " characters: at most "
              + MAX_LENGTH
              + " are allowed");
    }
    this.expression = expression;
    this.columns = new ColumnNames(columns);
    this.tokens = Tokens.of(expression);
  }

  Condition parse() {
    Condition condition = expression();
    if (peek().kind() != Token.Kind.END) {
      throw unexpected("AND, OR or the end");
    }
    return condition;
  }

  Set<String> usedColumns() {
    return used;
  }

  private Condition expression() {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(conjunction());
    } while (acceptWord("or"));
    return parts.size() == 1 ? parts.get(0) : new Condition.Or(parts);
  }

  private Condition conjunction() {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(negation());
    } while (acceptWord("and"));
    return parts.size() == 1 ? parts.get(0) : new Condition.And(parts);
  }

  private Condition negation() {
    Token token = peek();
    if (++depth > MAX_DEPTH) {
      throw error(token, "nested deeper than " + MAX_DEPTH + " levels");
    }
    try {
      if (acceptWord("not")) {
        return new Condition.Not(negation());
      }
      if (acceptSymbol("(")) {
        Condition condition = expression();
        expectSymbol(")");
        return condition;
      }
      return predicate();
    } finally {
      depth--;
    }
  }

  private Condition predicate() {
    Token name = peek();
    Condition.Column column = column();
    Token operator = peek();
    if (acceptWord("is")) {
      boolean negated = acceptWord("not");
      if (!acceptWord("null")) {
        throw unexpected("NULL");
      }
      return negate(negated, new Condition.IsNull(column));
    }
    boolean negated = acceptWord("not");
    if (acceptWord("exists")) {
      return negate(!negated, new Condition.IsNull(column));
    }
    if (acceptWord("contains")) {
      return negate(negated, contains(column));
    }
    if (column.type() == AttributeType.STRINGS) {
      throw error(
          operator, "column '" + column.name() + "' is a list; write CONTAINS, IS NULL or EXISTS");
    }
    if (acceptWord("in")) {
      return negate(negated, new Condition.In(column, list(column)));
    }
    if (acceptWord("prefix")) {
      return negate(
          negated, new Condition.Like(column, LikePattern.prefix(string(column, "PREFIX"))));
    }
    if (acceptWord("between")) {
      Comparable<Object> low = value(column);
      if (!acceptWord("and")) {
        throw unexpected("AND and the upper end of BETWEEN");
      }
      return negate(negated, new Condition.Between(column, low, value(column)));
    }
    if (acceptWord("like")) {
      return negate(negated, new Condition.Like(column, LikePattern.of(string(column, "LIKE"))));
    }
    if (negated) {
      throw unexpected("IN, BETWEEN, LIKE, PREFIX, CONTAINS or EXISTS");
    }
    Condition.Comparison comparison = comparison(operator);
    if (comparison != null) {
      at++;
      return new Condition.Compare(column, comparison, value(column));
    }
    boolean ends =
        operator.kind() == Token.Kind.END
            || operator.isSymbol(")")
            || operator.isWord("and")
            || operator.isWord("or");
    if (ends && column.type() == AttributeType.BOOLEAN) {
      return new Condition.IsTrue(column);
    }
    if (ends) {
      throw error(
          name,
          "column '"
              + column.name()
              + "' is of type "
              + column.type()
              + " and no condition by itself; compare it to a value");
    }
    throw unexpected("a comparison such as = or <");
  }

  private Condition.Column column() {
    Token token = peek();
    boolean isName =
        token.kind() == Token.Kind.QUOTED_NAME
            || (token.kind() == Token.Kind.WORD && !isKeyword(token));
    if (!isName) {
      throw unexpected("a column");
    }
    at++;
    String name = columns.resolve(token.text());
    if (name == null) {
      throw error(token, columns.unknown(token.text()));
    }
    used.add(name);
    return new Condition.Column(name, columns.type(name));
  }

  private TreeSet<Comparable<Object>> list(Condition.Column column) {
    TreeSet<Comparable<Object>> values = new TreeSet<>();
    expectSymbol("(");
    do {
      values.add(value(column));
    } while (acceptSymbol(","));
    expectSymbol(")");
    return values;
  }

  private Condition contains(Condition.Column column) {
    if (column.type() != AttributeType.STRINGS) {
      throw error(
          peek(),
          "CONTAINS needs a column of type STRINGS, '"
              + column.name()
              + "' is "
              + column.type()
              + "; write LIKE '%...%' for a part of a text");
    }
    boolean all = acceptWord("all");
    if (all || acceptWord("any")) {
      return new Condition.Contains(column, list(column), all);
    }
    return new Condition.Contains(column, new TreeSet<>(List.of(value(column))), false);
  }

  private String string(Condition.Column column, String operator) {
    Token token = peek();
    if (column.type() != AttributeType.STRING) {
      throw error(
          token,
          operator + " needs a column of type STRING, '" + column.name() + "' is " + column.type());
    }
    if (token.kind() != Token.Kind.STRING) {
      throw unexpected("a pattern in single quotes");
    }
    at++;
    return token.text();
  }

  private Comparable<Object> value(Condition.Column column) {
    Token token = peek();
    if (token.isWord("null")) {
      throw error(token, "null compares to nothing; write IS NULL or IS NOT NULL");
    }
    boolean isValue =
        token.kind() == Token.Kind.STRING
            || token.kind() == Token.Kind.NUMBER
            || token.isWord("true")
            || token.isWord("false");
    if (!isValue) {
      throw unexpected(Values.expected(column.type()));
    }
    Comparable<Object> value = Values.ofToken(column.type(), token);
    if (value == null) {
      throw error(
          token,
          "column '"
              + column.name()
              + "' of type "
              + column.type()
              + " needs "
              + Values.expected(column.type())
              + ", got "
              + token.shown());
    }
    at++;
    return value;
  }

  private Condition.Comparison comparison(Token token) {
    if (token.kind() != Token.Kind.SYMBOL) {
      return null;
    }
    return switch (token.text()) {
      case "=" -> Condition.Comparison.EQUAL;
      case "!=", "<>" -> Condition.Comparison.NOT_EQUAL;
      case "<" -> Condition.Comparison.LESS;
      case "<=" -> Condition.Comparison.LESS_OR_EQUAL;
      case ">" -> Condition.Comparison.GREATER;
      case ">=" -> Condition.Comparison.GREATER_OR_EQUAL;
      case "==" -> throw error(token, "write = for equality");
      default -> null;
    };
  }

  private static Condition negate(boolean negated, Condition condition) {
    return negated ? new Condition.Not(condition) : condition;
  }

  private static boolean isKeyword(Token token) {
    return KEYWORDS.stream().anyMatch(token::isWord);
  }

  private Token peek() {
    return tokens.get(at);
  }

  private boolean acceptWord(String keyword) {
    if (peek().isWord(keyword)) {
      at++;
      return true;
    }
    return false;
  }

  private boolean acceptSymbol(String symbol) {
    if (peek().isSymbol(symbol)) {
      at++;
      return true;
    }
    return false;
  }

  private void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
  }

  private IllegalArgumentException unexpected(String expected) {
    return error(peek(), expected + " is expected, got " + peek().shown());
  }

  private IllegalArgumentException error(Token token, String problem) {
    return FilterErrors.at(expression, token.position(), problem);
  }
}
