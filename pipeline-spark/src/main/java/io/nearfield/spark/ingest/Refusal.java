package io.nearfield.spark.ingest;

import java.io.Serializable;

/**
 * Why an input is not taken.
 *
 * @param reason a short class: {@code empty-text}, {@code malformed-json}
 * @param message what was wrong, for people
 */
record Refusal(String reason, String message) implements Serializable {

  private static final int LONGEST_MESSAGE = 500;

  Refusal {
    if (message.length() > LONGEST_MESSAGE) {
      message = message.substring(0, LONGEST_MESSAGE - 3) + "...";
    }
  }

  static Refusal unreadable(Throwable cause) {
    String detail = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    return new Refusal(
        "unreadable-file", "Cannot read it: " + cause.getClass().getSimpleName() + detail);
  }
}
