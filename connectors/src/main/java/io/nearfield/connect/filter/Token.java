package io.nearfield.connect.filter;

/**
 * One word of a filter.
 *
 * @param kind what it is
 * @param text the name, the string without its quotes, the number's digits, or the symbol
 * @param position of its first character, from 1
 */
record Token(Kind kind, String text, int position) {

  enum Kind {
    /** A name or keyword. */
    WORD,
    /** A name in back ticks or double quotes: never a keyword. */
    QUOTED_NAME,
    STRING,
    NUMBER,
    SYMBOL,
    END
  }

  boolean isWord(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** As a person would point at it. */
  String shown() {
    return switch (kind) {
      case END -> "the end";
      case STRING -> "the string '" + text + "'";
      default -> "'" + text + "'";
    };
  }
}
