package io.nearfield.connect.annotation;

import io.nearfield.connect.api.NearfieldException;

/** A file of boxes that is broken as a whole. */
public final class BoxFileException extends NearfieldException {

  private static final long serialVersionUID = 1L;

  BoxFileException(String rule, Throwable cause) {
    super("Cannot read the boxes: " + rule, cause);
  }
}
