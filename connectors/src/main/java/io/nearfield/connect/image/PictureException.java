package io.nearfield.connect.image;

import io.nearfield.connect.api.NearfieldException;

/** A picture file that is not taken; nothing but the file is to blame. */
public final class PictureException extends NearfieldException {

  private static final long serialVersionUID = 1L;

  /** The class of refusal. */
  public enum Reason {
    /** More bytes, pixels or memory than allowed. */
    TOO_LARGE("too-large"),
    /** Broken, or of no known format. */
    UNDECODABLE("undecodable-image"),
    /** The decoder did not come to an end in time and was abandoned. */
    TIMEOUT("decode-timeout");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    /** As dead letters name it: {@code undecodable-image}. */
    public String label() {
      return label;
    }
  }

  private final Reason reason;

  PictureException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static PictureException tooLarge(String rule) {
    return new PictureException(
        Reason.TOO_LARGE, "Cannot take picture: " + rule + "; store a smaller copy", null);
  }

  static PictureException undecodable(String rule) {
    return new PictureException(Reason.UNDECODABLE, "Cannot decode picture: " + rule, null);
  }

  static PictureException undecodable(String rule, Throwable cause) {
    String said = cause.getMessage();
    String detail = said == null || said.isBlank() ? "" : ": " + said;
    String line = (cause.getClass().getSimpleName() + detail).replaceAll("[\\p{Cntrl}\\s]+", " ");
    return new PictureException(
        Reason.UNDECODABLE,
        "Cannot decode picture: "
            + rule
            + " ("
            + line.substring(0, Math.min(300, line.length()))
            + ")",
        cause);
  }

  public Reason reason() {
    return reason;
  }
}
