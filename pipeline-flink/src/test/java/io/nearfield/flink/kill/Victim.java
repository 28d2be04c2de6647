package io.nearfield.flink.kill;

/** Which process dies. */
enum Victim {
  TASK_MANAGER,
  JOB_MANAGER,
  BROKER
}
