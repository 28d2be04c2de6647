package io.nearfield.flink.kill;

import java.util.Locale;

/**
 * What came of one kill.
 *
 * @param recoverySeconds from the kill until every subtask ran again and a question that was asked
 *     from then on was answered completely
 * @param unanswered questions that got neither an answer nor a clear failure since the last kill
 * @param failed questions that failed clearly since the last kill
 */
record Killed(Kill kill, double recoverySeconds, Findings findings, int unanswered, int failed) {

  static final String HEADER =
      "| kill | victim | moment | recovery s | lost | ghost | duplicate | recall@10 | lookups"
          + " unanswered | failed clearly |\n|---|---|---|---|---|---|---|---|---|---|";

  boolean allIsWell() {
    return findings.allIsWell() && unanswered == 0;
  }

  String row(int number) {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %s | %.1f | %d | %d | %d | %.4f | %d | %d |",
        number,
        words(kill.victim()),
        words(kill.moment()),
        recoverySeconds,
        findings.lost(),
        findings.ghosts(),
        findings.duplicates(),
        findings.recall(),
        unanswered,
        failed);
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
