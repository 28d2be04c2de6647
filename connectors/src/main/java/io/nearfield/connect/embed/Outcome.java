package io.nearfield.connect.embed;

/**
 * What became of one content: a vector, or a refusal.
 *
 * @param vector null if refused
 * @param reason a short class, such as {@code embedding-failed}; null if embedded
 * @param message for people; null if embedded
 * @param attempts how often the model was called with this content among others or alone
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Outcome(float[] vector, String reason, String message, int attempts) {

  public static Outcome embedded(float[] vector, int attempts) {
    return new Outcome(vector, null, null, attempts);
  }

  public static Outcome refused(String reason, String message, int attempts) {
    return new Outcome(null, reason, message, attempts);
  }

  public boolean isRefused() {
    return vector == null;
  }
}
