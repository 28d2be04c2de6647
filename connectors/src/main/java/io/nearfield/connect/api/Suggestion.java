package io.nearfield.connect.api;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What someone may have meant who wrote a name that does not exist. */
public final class Suggestion {

  private Suggestion() {}

  /**
   * The known name that is most like the given one, if any is: at most a third of the characters
   * differ, upper and lower case apart.
   */
  public static Optional<String> of(String given, Collection<String> known) {
    String nearest = null;
    int best = Math.max(1, given.length() / 3) + 1;
    for (String name : known) {
      if (Math.abs(name.length() - given.length()) < best) {
        int distance = edits(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
        if (distance < best) {
          best = distance;
          nearest = name;
        }
      }
    }
    return Optional.ofNullable(nearest);
  }

  /**
   * For the end of a message: {@code "; did you mean 'price'? There are price, title"}, or {@code
   * "; there are price, title"} if nothing is like it.
   */
  public static String sentence(String given, Collection<String> known) {
    return of(given, known)
            .map(name -> "; did you mean '" + name + "'? There are ")
            .orElse("; there are ")
        + String.join(", ", known);
  }

  /**
   * How many letters must be put in, left out, replaced or exchanged with their neighbour, none of
   * them twice; F. J. Damerau, "A technique for computer detection and correction of spelling
   * errors", 1964.
   */
  private static int edits(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] free = before;
      before = last;
      last = row;
      row = free;
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        boolean exchanged =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (exchanged) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
    }
    return row[b.length()];
  }
}
