/**
 * One class per command of {@code nearfield}. Start from {@link
 * io.nearfield.jobs.cli.CommandLineDoor}.
 *
 * <p>A command reads its options, calls one thing of another module and prints what came of it. No
 * class here names a type of Spark or Flink: what needs an engine is behind {@code
 * io.nearfield.jobs.spark} and {@code io.nearfield.jobs.flink}, which are loaded when a command
 * runs, not when its help is asked for.
 */
package io.nearfield.jobs.cli;
