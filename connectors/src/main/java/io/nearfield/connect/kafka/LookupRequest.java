package io.nearfield.connect.kafka;

import io.nearfield.connect.api.Lookup;
import java.io.Serializable;
import java.util.UUID;

/**
 * A question on the lookups topic.
 *
 * @param requestId chosen by the asker, comes back with the answer; 1 to 200 characters
 * @param lookup the question
 * @param model hash of the model that made the asker's vector, or null if the asker does not say; a
 *     lookup with another model's vector is refused
 */
public record LookupRequest(String requestId, Lookup lookup, String model) implements Serializable {

  /** The longest request id, in characters. */
  public static final int MAX_REQUEST_ID = 200;

  public LookupRequest {
    if (requestId == null || requestId.isBlank() || requestId.length() > MAX_REQUEST_ID) {
      throw new IllegalArgumentException(
          "Cannot look up without a request id: 'request' must have 1 to "
              + MAX_REQUEST_ID
              + " characters");
    }
  }

  public LookupRequest(String requestId, Lookup lookup) {
    this(requestId, lookup, null);
  }

  /** With a random request id. */
  public static LookupRequest of(Lookup lookup) {
    return new LookupRequest(UUID.randomUUID().toString(), lookup);
  }
}
