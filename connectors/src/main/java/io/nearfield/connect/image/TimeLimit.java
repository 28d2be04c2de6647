package io.nearfield.connect.image;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs work that might never end. The caller waits so long and no longer; a thread that is still
 * busy then is left behind at the lowest priority and does not keep the process alive.
 */
final class TimeLimit {

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "nearfield-picture");
            thread.setDaemon(true);
            // Not that of whoever came first, which may be a job that ends.
            thread.setContextClassLoader(TimeLimit.class.getClassLoader());
            return thread;
          });

  private TimeLimit() {}

  /**
   * Runs and waits.
   *
   * @param after is run once when the work has ended, however late, or if it never begins
   * @throws TimeoutException if it took longer; it may still be running
   * @throws ExecutionException if it failed, with the cause
   * @throws InterruptedException if this thread was interrupted meanwhile
   */
  static <T> T call(Callable<T> work, Runnable after, Duration limit)
      throws TimeoutException, ExecutionException, InterruptedException {
    Running<T> running = new Running<>(work, after);
    Future<T> future;
    try {
      future = THREADS.submit(running);
    } catch (OutOfMemoryError e) {
      // No thread can be had.
      running.abandon();
      throw e;
    }
    boolean ended = false;
    try {
      T result = future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      ended = true;
      return result;
    } catch (ExecutionException e) {
      ended = true;
      throw e;
    } finally {
      if (!ended) {
        running.abandon();
      }
    }
  }

  private static final class Running<T> implements Callable<T> {
    private final Callable<T> work;
    private final Runnable after;
    private Thread thread;
    private boolean abandoned;
    private boolean ended;

    Running(Callable<T> work, Runnable after) {
      this.work = work;
      this.after = after;
    }

    @Override
    public T call() throws Exception {
      if (!begin()) {
        return null;
      }
      try {
        return work.call();
      } finally {
        end();
      }
    }

    private synchronized boolean begin() {
      thread = abandoned ? null : Thread.currentThread();
      return thread != null;
    }

    private synchronized void end() {
      thread.setPriority(Thread.NORM_PRIORITY);
      thread = null;
      ended = true;
      after.run();
    }

    synchronized void abandon() {
      abandoned = true;
      if (thread != null) {
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.interrupt();
      } else if (!ended) {
        after.run();
      }
    }
  }
}
