package io.nearfield.connect.filter;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A LIKE pattern: {@code %} stands for any characters, {@code _} for exactly one, {@code \} takes
 * the next character as it is. Case counts. Matching takes at most length of text x length of
 * pattern steps, whatever the pattern.
 */
@SuppressWarnings("ArrayRecordComponent") // private to the filter, never compared
record LikePattern(int[] symbols) implements Serializable {

  private static final int ANY = -1;
  private static final int ONE = -2;

  static LikePattern of(String pattern) {
    int[] codePoints = pattern.codePoints().toArray();
    int[] symbols = new int[codePoints.length];
    int n = 0;
    for (int i = 0; i < codePoints.length; i++) {
      int c = codePoints[i];
      if (c == '\\' && i + 1 < codePoints.length) {
        i++;
        symbols[n++] = codePoints[i];
      } else if (c == '%') {
        symbols[n++] = ANY;
      } else {
        symbols[n++] = c == '_' ? ONE : c;
      }
    }
    return new LikePattern(Arrays.copyOf(symbols, n));
  }

  /** What begins with these characters, none of which stands for others. */
  static LikePattern prefix(String text) {
    int[] codePoints = text.codePoints().toArray();
    int[] symbols = Arrays.copyOf(codePoints, codePoints.length + 1);
    symbols[codePoints.length] = ANY;
    return new LikePattern(symbols);
  }

  /** A glob: {@code *} stands for any characters, {@code ?} for exactly one. */
  static LikePattern glob(String pattern) {
    return new LikePattern(
        pattern.codePoints().map(c -> c == '*' ? ANY : c == '?' ? ONE : c).toArray());
  }

  boolean matches(String text) {
    int[] codePoints = text.codePoints().toArray();
    int at = 0;
    int symbol = 0;
    // Where to resume after the last '%': it takes one character more each time.
    int resumeSymbol = -1;
    int resumeAt = -1;
    while (at < codePoints.length) {
      if (symbol < symbols.length && symbols[symbol] == ANY) {
        resumeSymbol = ++symbol;
        resumeAt = at;
      } else if (symbol < symbols.length
          && (symbols[symbol] == ONE || symbols[symbol] == codePoints[at])) {
        symbol++;
        at++;
      } else if (resumeSymbol >= 0) {
        symbol = resumeSymbol;
        at = ++resumeAt;
      } else {
        return false;
      }
    }
    while (symbol < symbols.length && symbols[symbol] == ANY) {
      symbol++;
    }
    return symbol == symbols.length;
  }
}
