package io.nearfield.flink.operator;

import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/** The threads of one asynchronous operator. */
final class Workers implements AutoCloseable {

  private final ExecutorService threads;

  Workers(String name, int count) {
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Computes the one result elsewhere; an exception fails the job, so the step catches its own. */
  <T> void complete(ResultFuture<T> result, Supplier<T> step) {
    threads.execute(
        () -> {
          try {
            result.complete(Collections.singleton(step.get()));
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
  }

  @Override
  public void close() throws InterruptedException {
    threads.shutdownNow();
    // Native code in the middle of an embedding must come to its end.
    var unused = threads.awaitTermination(30, TimeUnit.SECONDS);
  }
}
