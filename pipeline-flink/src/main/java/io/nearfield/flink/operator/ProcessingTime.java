package io.nearfield.flink.operator;

import org.apache.flink.api.common.operators.ProcessingTimeService;

/** Timers of an operator that belong to no key; they run in the task's thread. */
final class ProcessingTime {

  private ProcessingTime() {}

  /** What is done later. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  static void in(ProcessingTimeService service, long ms, Work work) {
    var unused = service.registerTimer(service.getCurrentProcessingTime() + ms, time -> work.run());
  }
}
