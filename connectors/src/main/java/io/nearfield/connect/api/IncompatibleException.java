package io.nearfield.connect.api;

/** Two things that are right alone and wrong together: two dimensions, two models, two metrics. */
public final class IncompatibleException extends NearfieldException {

  private static final long serialVersionUID = 1L;

  public IncompatibleException(String message) {
    super(message);
  }
}
