package io.nearfield.flink.operator;

import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** Which keys Flink sends to this subtask. */
record OwnKeys(int subtask, int parallelism, int maxParallelism) {

  static OwnKeys of(TaskInfo task) {
    return new OwnKeys(
        task.getIndexOfThisSubtask(),
        task.getNumberOfParallelSubtasks(),
        task.getMaxNumberOfParallelSubtasks());
  }

  boolean contains(Object key) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, maxParallelism, parallelism)
        == subtask;
  }
}
