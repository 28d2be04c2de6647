package io.nearfield.connect.document;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/**
 * Counts words as tokens, where no model's tokenizer is at hand: a run of letters and digits is
 * one, and one more for every twelve characters beyond the first twelve; in scripts that put no
 * blanks between words each character is one.
 */
public final class WordCounter implements TokenCounter {

  private static final int LONG_WORD = 12;

  private static final Set<UnicodeScript> WITHOUT_BLANKS =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  @Override
  public int count(String text) {
    int tokens = 0;
    int run = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (!Character.isLetterOrDigit(c)) {
        run = 0;
      } else if (c > 0xFF && WITHOUT_BLANKS.contains(UnicodeScript.of(c))) {
        tokens++;
        run = 0;
      } else {
        tokens += run % LONG_WORD == 0 ? 1 : 0;
        run++;
      }
    }
    return tokens;
  }
}
