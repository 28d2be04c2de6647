package io.nearfield.flink.operator;

import io.nearfield.connect.api.NearfieldException;

/** The entries of an edition are no longer what they were when it was announced. */
final class EditionGoneException extends NearfieldException {

  private static final long serialVersionUID = 1L;

  EditionGoneException(Base base, String why) {
    super(
        "Cannot open generation "
            + base.generation()
            + " of index '"
            + base.index()
            + "' as the live job knew it: "
            + why
            + "; the job goes over to the one that is active now");
  }
}
