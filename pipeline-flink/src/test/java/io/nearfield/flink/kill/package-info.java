/**
 * The kill matrix: the live job on a real cluster of processes, each of which is killed without
 * warning while changes and lookups come, and an oracle that says what must be left. Start from
 * {@link io.nearfield.flink.kill.KillMatrix}, which {@code benchmarks/run kills} runs.
 */
package io.nearfield.flink.kill;
