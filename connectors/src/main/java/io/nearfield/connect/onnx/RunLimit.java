package io.nearfield.connect.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run of a graph that takes too long: ONNX Runtime is told to stop and does so before its
 * next operator, with nothing left behind. A single operator that never ends cannot be stopped.
 */
final class RunLimit implements AutoCloseable {

  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final OrtSession.RunOptions options;
  private final ScheduledFuture<?> alarm;
  private boolean over;
  private boolean closed;

  /** Starts the clock. */
  RunLimit(Duration limit) throws OrtException {
    this.options = new OrtSession.RunOptions();
    this.alarm = CLOCK.schedule(this::terminate, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  OrtSession.RunOptions options() {
    return options;
  }

  /** Whether the time ran out. */
  synchronized boolean over() {
    return over;
  }

  private synchronized void terminate() {
    if (closed) {
      return;
    }
    try {
      options.setTerminate(true);
      over = true;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    alarm.cancel(false);
    options.close();
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "nearfield-model-clock");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }
}
