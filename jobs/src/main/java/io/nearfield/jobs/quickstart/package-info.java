/**
 * The main job end to end on the sample that comes with Nearfield, told step by step. Start from
 * {@link io.nearfield.jobs.quickstart.Quickstart}.
 *
 * <p>Each step is a command that its reader can type; nothing here does what a command cannot.
 * Allowed imports: the other packages of {@code jobs} but {@code flink}, the records of {@code
 * io.nearfield.spark}, {@code io.nearfield.connect}; no engine.
 */
package io.nearfield.jobs.quickstart;
