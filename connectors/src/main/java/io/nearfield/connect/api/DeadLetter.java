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
 * @param attempts how often it was tried
 * @param at when
 */
public record DeadLetter(
    String stage,
    String source,
    String entityId,
    String reason,
    String message,
    int attempts,
    Instant at)
    implements Serializable {}
