/**
 * Streaming runbooks, as the public big-ann-benchmarks define them: lists of insert, delete,
 * replace and search steps ({@link io.nearfield.benchmarks.runbook.Runbook}), replayed against an
 * index with the true neighbours computed at every search step ({@link
 * io.nearfield.benchmarks.runbook.RunbookReplay}).
 */
package io.nearfield.benchmarks.runbook;
