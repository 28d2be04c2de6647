package io.nearfield.flink.operator;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One thread for what a task must not wait for. Work that is left when it closes is dropped. */
final class Background implements AutoCloseable {

  private final ExecutorService thread;

  Background(String name) {
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
  }

  <T> CompletableFuture<T> submit(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Exception | Error e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  void run(Runnable work) {
    thread.execute(work);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
