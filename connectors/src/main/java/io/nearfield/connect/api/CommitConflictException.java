package io.nearfield.connect.api;

/** Somebody else wrote meanwhile and nothing was changed: the same may be tried again. */
public final class CommitConflictException extends NearfieldException {

  private static final long serialVersionUID = 1L;

  public CommitConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}
