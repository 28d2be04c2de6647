/**
 * The doors of Nearfield: the command line and the mains that {@code spark-submit} and {@code flink
 * run} start. Start from {@link io.nearfield.jobs.Nearfield}.
 *
 * <p>A door parses, composes and exits; what happens behind it is the business of the other
 * modules. Commands live in {@code cli} and name no engine class, so that {@code --help} and light
 * commands start without Spark or Flink; {@code spark} and {@code flink} hold what does, and never
 * meet in one process.
 */
package io.nearfield.jobs;
