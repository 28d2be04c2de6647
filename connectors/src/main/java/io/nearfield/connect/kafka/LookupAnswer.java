package io.nearfield.connect.kafka;

import io.nearfield.connect.api.Neighbours;
import java.io.Serializable;

/**
 * An answer on the neighbours topic: neighbours or an error, never both.
 *
 * @param requestId the question's
 * @param neighbours the answer, or null if there is an error
 * @param error why the question could not be answered, or null
 */
public record LookupAnswer(String requestId, Neighbours neighbours, String error)
    implements Serializable {

  public boolean failed() {
    return error != null;
  }
}
