package io.nearfield.connect.api;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;

/**
 * The record of one command over a dataset.
 *
 * @param id unique, sortable by start
 * @param type {@code ingest}, {@code embed}, {@code build}
 * @param target what it wrote: a table or index name
 * @param state {@code SUCCEEDED} or {@code FAILED}
 * @param config the options it ran with, no secrets
 * @param figures counts and measures, such as {@code in}, {@code ingested}, {@code refused}
 * @param message why it failed, else null
 * @param startedAt begin
 * @param finishedAt end
 */
public record Run(
    String id,
    String type,
    String target,
    String state,
    Map<String, String> config,
    Map<String, Double> figures,
    String message,
    Instant startedAt,
    Instant finishedAt)
    implements Serializable {}
