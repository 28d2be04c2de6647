package io.nearfield.benchmarks.embed;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Texts of made-up words; all follow from a seed, none is there twice. */
public final class SampleTexts {

  private static final String[] SYLLABLES = {
    "ba", "con", "der", "el", "fi", "gar", "hal", "in", "jor", "ka", "lem", "mon", "ner", "or",
    "pel", "qui", "ran", "sto", "ter", "un", "vel", "wes", "yar", "zen"
  };

  private SampleTexts() {}

  /**
   * Makes texts of 5 to {@code longest} words; short ones are more frequent, as in shops and
   * questions.
   */
  public static List<String> make(int n, int longest, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> texts = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      double share = random.nextDouble();
      int words = 5 + (int) ((longest - 4) * share * share * share);
      StringBuilder text = new StringBuilder("number ").append(i);
      for (int j = 2; j < words; j++) {
        text.append(' ');
        for (int s = 1 + random.nextInt(3); s > 0; s--) {
          text.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
