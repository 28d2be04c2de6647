package io.nearfield.connect.filter;

import java.util.ArrayList;
import java.util.List;

/** Splits a filter into words. */
final class Tokens {

  private static final List<String> SYMBOLS =
      List.of("<=", ">=", "<>", "!=", "==", "=", "<", ">", "(", ")", ",");

  private final String expression;
  private int at;

  private Tokens(String expression) {
    this.expression = expression;
  }

  /** All tokens, the last of kind END. */
  static List<Token> of(String expression) {
    return new Tokens(expression).all();
  }

  private List<Token> all() {
    List<Token> tokens = new ArrayList<>();
    do {
      tokens.add(next());
    } while (tokens.get(tokens.size() - 1).kind() != Token.Kind.END);
    return tokens;
  }

  private Token next() {
    while (at < expression.length() && Character.isWhitespace(expression.charAt(at))) {
      at++;
    }
    int start = at;
    if (at == expression.length()) {
      return new Token(Token.Kind.END, "", start + 1);
    }
    char c = expression.charAt(at);
    if (c == '\'') {
      return new Token(Token.Kind.STRING, quoted('\''), start + 1);
    }
    if (c == '`' || c == '"') {
      return new Token(Token.Kind.QUOTED_NAME, quoted(c), start + 1);
    }
    if (Character.isLetter(c) || c == '_') {
      while (at < expression.length() && isNamePart(expression.charAt(at))) {
        at++;
      }
      return new Token(Token.Kind.WORD, expression.substring(start, at), start + 1);
    }
    if (isDigit(at) || ((c == '-' || c == '+' || c == '.') && startsNumber())) {
      return number(start);
    }
    for (String symbol : SYMBOLS) {
      if (expression.startsWith(symbol, at)) {
        at += symbol.length();
        return new Token(Token.Kind.SYMBOL, symbol, start + 1);
      }
    }
    throw FilterErrors.at(
        expression,
        start + 1,
        "character '"
            + Character.toString(expression.codePointAt(at))
            + "' means nothing here; strings stand in single quotes, odd column names in back"
            + " ticks");
  }

  private String quoted(char quote) {
    int start = at;
    StringBuilder text = new StringBuilder();
    at++;
    while (at < expression.length()) {
      char c = expression.charAt(at++);
      if (c != quote) {
        text.append(c);
      } else if (at < expression.length() && expression.charAt(at) == quote) {
        text.append(quote);
        at++;
      } else {
        return text.toString();
      }
    }
    throw FilterErrors.at(
        expression, start + 1, "the quote " + quote + " is opened here and never closed");
  }

  private Token number(int start) {
    if (!isDigit(at)) {
      at++;
    }
    while (isDigit(at)) {
      at++;
    }
    if (at < expression.length()
        && expression.charAt(at) == '.'
        && expression.charAt(start) != '.') {
      at++;
      while (isDigit(at)) {
        at++;
      }
    }
    int exponent = at;
    if (at < expression.length()
        && (expression.charAt(at) == 'e' || expression.charAt(at) == 'E')) {
      at++;
      if (at < expression.length()
          && (expression.charAt(at) == '-' || expression.charAt(at) == '+')) {
        at++;
      }
      if (!isDigit(at)) {
        at = exponent;
      }
      while (isDigit(at)) {
        at++;
      }
    }
    if (at < expression.length() && isNamePart(expression.charAt(at))) {
      throw FilterErrors.at(
          expression,
          start + 1,
          "a number is followed by a letter; is it a string without quotes?");
    }
    return new Token(Token.Kind.NUMBER, expression.substring(start, at), start + 1);
  }

  private boolean startsNumber() {
    return isDigit(at + 1)
        || (expression.charAt(at) != '.'
            && at + 1 < expression.length()
            && expression.charAt(at + 1) == '.'
            && isDigit(at + 2));
  }

  private boolean isDigit(int index) {
    return index < expression.length()
        && expression.charAt(index) >= '0'
        && expression.charAt(index) <= '9';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }
}
