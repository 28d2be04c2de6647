package io.nearfield.index.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Work over a range of numbers by several threads. The pieces are cut by {@code grain} alone, so a
 * task that writes only what belongs to its piece gives the same result with any number of threads.
 */
public final class Ranges {

  private Ranges() {}

  /** One piece: {@code from} included, {@code to} excluded. */
  @FunctionalInterface
  public interface Task {
    void run(int from, int to);
  }

  /**
   * Runs {@code task} over 0 to {@code size} in pieces of {@code grain}; returns when all are done.
   * The first failure stops the rest and is thrown again.
   */
  public static void forEach(int size, int grain, int threads, Task task) {
    int pieces = (int) (((long) size + grain - 1) / grain);
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          try {
            int piece;
            while (failure.get() == null && (piece = next.getAndIncrement()) < pieces) {
              int from = piece * grain;
              task.run(from, (int) Math.min(size, (long) from + grain));
            }
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          }
        };
    List<Thread> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, pieces); i++) {
      Thread helper = new Thread(work, "nearfield-index-" + i);
      helper.setDaemon(true);
      helper.start();
      helpers.add(helper);
    }
    work.run();
    helpers.forEach(Ranges::join);
    if (failure.get() instanceof RuntimeException e) {
      throw e;
    }
    if (failure.get() instanceof Error e) {
      throw e;
    }
  }

  private static void join(Thread helper) {
    boolean interrupted = false;
    while (true) {
      try {
        helper.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
