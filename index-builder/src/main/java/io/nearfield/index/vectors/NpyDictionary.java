package io.nearfield.index.vectors;

import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.format.FileBytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The dictionary in a NumPy header: a Python literal of three entries, in any order. A type that is
 * not a plain string, such as a record's list of fields, is kept as it stands.
 *
 * @param descr the type of a value
 * @param fortranOrder whether columns lie one after another, not rows
 * @param shape how many values in each dimension
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record NpyDictionary(String descr, boolean fortranOrder, long[] shape) {

  private static final int MOST_DIMENSIONS = 64;

  static NpyDictionary parse(FileBytes bytes, String text, long offset) {
    return new Parser(bytes, text, offset).dictionary();
  }

  private static final class Parser {
    private final FileBytes bytes;
    private final String text;
    private final long offset;
    private int at;

    Parser(FileBytes bytes, String text, long offset) {
      this.bytes = bytes;
      this.text = text;
      this.offset = offset;
    }

    NpyDictionary dictionary() {
      String descr = null;
      Boolean fortranOrder = null;
      long[] shape = null;
      expect('{');
      while (peek() != '}') {
        String key = quoted();
        expect(':');
        if (key.equals("descr") && descr == null) {
          descr = type();
        } else if (key.equals("fortran_order") && fortranOrder == null) {
          fortranOrder = truth();
        } else if (key.equals("shape") && shape == null) {
          shape = tuple();
        } else {
          throw corrupt("unexpected or repeated key '%s'".formatted(key));
        }
        if (peek() != '}') {
          expect(',');
        }
      }
      expect('}');
      if (!text.substring(at).isBlank()) {
        throw corrupt("the dictionary is followed by other text");
      }
      if (descr == null || fortranOrder == null || shape == null) {
        throw corrupt("the dictionary lacks one of 'descr', 'fortran_order', 'shape'");
      }
      return new NpyDictionary(descr, fortranOrder, shape);
    }

    private String type() {
      if (peek() == '\'' || peek() == '"') {
        return quoted();
      }
      if (peek() != '[') {
        throw corrupt("expected a type");
      }
      int from = at;
      int depth = 0;
      do {
        char c = next();
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      } while (depth > 0);
      return text.substring(from, at);
    }

    private String quoted() {
      char quote = peek();
      if (quote != '\'' && quote != '"') {
        throw corrupt("expected a quoted word");
      }
      int from = ++at;
      int to = text.indexOf(quote, from);
      if (to < 0) {
        throw corrupt("a quoted word does not end");
      }
      at = to + 1;
      return text.substring(from, to);
    }

    private boolean truth() {
      peek();
      for (String word : List.of("True", "False")) {
        if (text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      throw corrupt("expected True or False");
    }

    private long[] tuple() {
      List<Long> sizes = new ArrayList<>();
      expect('(');
      while (peek() != ')') {
        if (sizes.size() == MOST_DIMENSIONS) {
          throw corrupt("more than %d dimensions".formatted(MOST_DIMENSIONS));
        }
        sizes.add(number());
        if (peek() != ')') {
          expect(',');
        }
      }
      expect(')');
      return sizes.stream().mapToLong(Long::longValue).toArray();
    }

    private long number() {
      peek();
      int from = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == from || at - from > 18) {
        throw corrupt("expected a number below 10^18");
      }
      return Long.parseLong(text, from, at, 10);
    }

    /** The next character that is not blank; stays before it. */
    private char peek() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
        at++;
      }
      if (at == text.length()) {
        throw corrupt("the dictionary does not end");
      }
      return text.charAt(at);
    }

    private char next() {
      char c = peek();
      at++;
      return c;
    }

    private void expect(char wanted) {
      if (peek() != wanted) {
        throw corrupt("expected '%s'".formatted(wanted));
      }
      at++;
    }

    private CorruptIndexException corrupt(String reason) {
      return bytes.corrupt(offset + Math.min(at, text.length()), "bad header: %s", reason);
    }
  }
}
