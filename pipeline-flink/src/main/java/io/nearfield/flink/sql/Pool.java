package io.nearfield.flink.sql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The threads of one asynchronous function. */
final class Pool implements AutoCloseable {

  private static final long NATIVE_CODE_SECONDS = 30;

  private final ExecutorService threads;

  Pool(String name, int count) {
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  <T> CompletableFuture<T> run(Supplier<T> step) {
    return CompletableFuture.supplyAsync(step, threads);
  }

  /** Returns when nothing runs any more: native code cannot be interrupted. */
  @Override
  public void close() throws InterruptedException {
    threads.shutdownNow();
    var unused = threads.awaitTermination(NATIVE_CODE_SECONDS, TimeUnit.SECONDS);
  }
}
