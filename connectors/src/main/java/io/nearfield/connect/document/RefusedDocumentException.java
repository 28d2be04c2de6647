package io.nearfield.connect.document;

/** A document that is not taken, with the class of the reason and what was wrong. */
public final class RefusedDocumentException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  public RefusedDocumentException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A short class such as {@code encrypted-document}. */
  public String reason() {
    return reason;
  }
}
