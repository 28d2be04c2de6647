package io.nearfield.connect.document;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the sentences of a text, none longer than a chunk may be. */
final class Sentences {

  /** A longer stretch is looked at in parts: no counter need ever see more of it at once. */
  private static final int CHARACTERS_PER_TOKEN = 32;

  private final int most;
  private final TokenCounter counter;

  Sentences(int most, TokenCounter counter) {
    this.most = most;
    this.counter = counter;
  }

  /** Those between {@code from} and {@code to}, without the white space around them. */
  List<Sentence> of(String text, int from, int to) {
    List<Sentence> found = new ArrayList<>();
    // An empty line ends a sentence, whatever stands before it: a heading, an item of a list.
    int begin = from;
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n' && i + 1 < to && text.charAt(i + 1) == '\n') {
        paragraph(text, begin, i, found);
        begin = i + 1;
      }
    }
    paragraph(text, begin, to, found);
    return found;
  }

  private void paragraph(String text, int from, int to, List<Sentence> found) {
    if (isBlank(text, from, to)) {
      return;
    }
    String paragraph = text.substring(from, to);
    BreakIterator borders = BreakIterator.getSentenceInstance(Locale.ROOT);
    borders.setText(paragraph);
    int begin = borders.first();
    for (int end = borders.next(); end != BreakIterator.DONE; end = borders.next()) {
      add(text, from + begin, from + end, found);
      begin = end;
    }
  }

  private void add(String text, int from, int to, List<Sentence> found) {
    int begin = from;
    int end = to;
    while (begin < end && isSpace(text.charAt(begin))) {
      begin++;
    }
    while (end > begin && isSpace(text.charAt(end - 1))) {
      end--;
    }
    if (begin == end) {
      return;
    }
    if (end - begin <= most * CHARACTERS_PER_TOKEN) {
      int tokens = counter.count(text.substring(begin, end));
      if (tokens <= most) {
        found.add(new Sentence(begin, end, tokens));
        return;
      }
    }
    split(text, begin, end, found);
  }

  /** Takes from the front as many words as fit, again and again. */
  private void split(String text, int from, int to, List<Sentence> found) {
    int begin = from;
    while (begin < to) {
      int end = longest(text, begin, window(text, begin, to));
      int next = end;
      while (next < to && isSpace(text.charAt(next))) {
        next++;
      }
      while (end > begin + 1 && isSpace(text.charAt(end - 1))) {
        end--;
      }
      found.add(new Sentence(begin, end, counter.count(text.substring(begin, end))));
      begin = next;
    }
  }

  /** Up to where to look: mostly little more than fits. */
  private int window(String text, int from, int to) {
    int near = whole(text, Math.min(to, from + most * CHARACTERS_PER_TOKEN / 4));
    boolean mayBeMore = near < to && counter.count(text.substring(from, near)) <= most;
    return mayBeMore ? whole(text, Math.min(to, from + most * CHARACTERS_PER_TOKEN)) : near;
  }

  /** The last border between words, else characters, before which no more than fits. */
  private int longest(String text, int from, int to) {
    int low = from + Character.charCount(text.codePointAt(from));
    int high = to;
    while (low < high) {
      int middle = whole(text, (low + high + 1) >>> 1);
      if (middle <= low) {
        middle = high;
      }
      if (counter.count(text.substring(from, middle)) <= most) {
        low = middle;
      } else {
        high = whole(text, middle - 1);
      }
    }
    return low == text.length() || isSpace(text.charAt(low)) ? low : wordBorder(text, from, low);
  }

  private static int wordBorder(String text, int from, int end) {
    for (int i = end; i > from + (end - from) / 2; i--) {
      if (isSpace(text.charAt(i - 1))) {
        return i;
      }
    }
    return end;
  }

  /** Not between the halves of a surrogate pair. */
  private static int whole(String text, int at) {
    return at > 0
            && at < text.length()
            && Character.isLowSurrogate(text.charAt(at))
            && Character.isHighSurrogate(text.charAt(at - 1))
        ? at - 1
        : at;
  }

  private static boolean isBlank(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Also the blanks that do not let a line break. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
