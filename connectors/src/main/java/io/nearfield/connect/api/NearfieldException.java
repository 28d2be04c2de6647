package io.nearfield.connect.api;

/**
 * A failure that its reader can act on: the message says what was refused, which value, where, and
 * what to do. Doors print the message alone and exit with status 1; anything that is not such an
 * exception is a defect and keeps its stack trace in the log.
 *
 * <p>Message shape: {@code Cannot <verb> <thing> <identity>: <rule>, got <value> (<where>);
 * <remedy>}.
 */
public class NearfieldException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NearfieldException(String message) {
    super(message);
  }

  public NearfieldException(String message, Throwable cause) {
    super(message, cause);
  }
}
