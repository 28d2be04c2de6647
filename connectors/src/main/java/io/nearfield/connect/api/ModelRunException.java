package io.nearfield.connect.api;

/**
 * A run of a model failed, and its content need not be to blame: memory was short, a device was
 * lost, the time allowed was over. Fewer contents at once, or the same again, may work.
 */
public class ModelRunException extends NearfieldException {

  private static final long serialVersionUID = 1L;

  public ModelRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
