package io.nearfield.connect.api;

/** What was named is not there; the message says what is. */
public final class NotFoundException extends NearfieldException {

  private static final long serialVersionUID = 1L;

  public NotFoundException(String message) {
    super(message);
  }
}
