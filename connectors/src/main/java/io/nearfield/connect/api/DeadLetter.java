package io.nearfield.connect.api;

import java.io.Serializable;
import java.time.Instant;

/**
 * One refused input. Those of {@code ingest} and {@code embed} are rows of the dataset's {@code
 * dead_letters} table; those of {@code live} are messages of the index's dead-letter topic.
 *
 * @param stage where it was refused: {@code ingest}, {@code embed}, {@code live}
 * @param source the file, table or topic, with line or offset: {@code shop.jsonl:17}
 * @param entityId the entity, if it was known by then, else null
 * @param reason a short class such as {@code malformed-json}, {@code empty-text}
 * @param message what was wrong, which value, what to do
 * @param attempts how often it was tried, by all runs together
 * @param at when it was tried last
 * @param contentHash of what was refused; null where that is not known
 * @param modelHash of the model that refused it; null if none did
 */
public record DeadLetter(
    String stage,
    String source,
    String entityId,
    String reason,
    String message,
    int attempts,
    Instant at,
    String contentHash,
    String modelHash)
    implements Serializable {

  /** One that no model has to do with. */
  public DeadLetter(
      String stage,
      String source,
      String entityId,
      String reason,
      String message,
      int attempts,
      Instant at) {
    this(stage, source, entityId, reason, message, attempts, at, null, null);
  }

  /** The same, tried so many times more, the last time now. */
  public DeadLetter triedAgain(int times, Instant now) {
    return new DeadLetter(
        stage, source, entityId, reason, message, attempts + times, now, contentHash, modelHash);
  }
}
