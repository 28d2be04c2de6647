package io.nearfield.connect.api;

/** A run of a model was abandoned because its time was over; the same again would take as long. */
public final class TimeLimitException extends ModelRunException {

  private static final long serialVersionUID = 1L;

  public TimeLimitException(String message, Throwable cause) {
    super(message, cause);
  }
}
