/**
 * Streaming runbooks, as the public big-ann-benchmarks define them: lists of insert, delete,
 * replace and search steps ({@link io.nearfield.index.runbook.Runbook}), replayed against whatever
 * calls itself an index, with the true neighbours computed at every search step. Start from {@link
 * io.nearfield.index.runbook.RunbookReplay}.
 *
 * <p>Allowed imports: the JDK, {@code parallel} and {@code VectorBatch}.
 */
package io.nearfield.index.runbook;
