package io.nearfield.jobs.http;

import java.nio.BufferOverflowException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads bodies as a whole, within bounds of length and time, and of what all bodies in memory weigh
 * together. No thread waits for a slow sender. Thread-safe.
 */
final class BodyReader {

  private static final int UNIT = 1_024;

  private final Duration time;
  private final Semaphore memory;

  /**
   * @param time how long a body may take to arrive
   * @param memory how many bytes all may take together
   */
  BodyReader(Duration time, long memory) {
    this.time = time;
    this.memory = new Semaphore((int) Math.min(Integer.MAX_VALUE, Math.max(1, memory / UNIT)));
  }

  /**
   * @param most how many bytes it may have
   * @param release put on hold what has to be done when the request has been answered
   * @return fails with an {@link HttpProblem}
   */
  CompletableFuture<byte[]> read(Request request, int most, OnEnd release) {
    long declared = request.getLength();
    if (declared > most) {
      return CompletableFuture.failedFuture(tooLarge(most));
    }
    int units = (int) ((declared < 0 ? most : declared) / UNIT) + 1;
    if (!memory.tryAcquire(units)) {
      return CompletableFuture.failedFuture(
          Admission.busy("the bodies of other requests fill the memory set aside for them"));
    }
    release.add(() -> memory.release(units));
    CompletableFuture<byte[]> whole = Content.Source.asByteArrayAsync(request, most);
    if (!whole.isDone()) {
      whole = whole.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS);
    }
    return whole.exceptionallyCompose(
        failure -> CompletableFuture.failedFuture(problem(failure, most)));
  }

  private HttpProblem problem(Throwable failure, int most) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TimeoutException) {
      return new HttpProblem(
          408,
          "slow_request",
          "Cannot wait longer for the body: it has to arrive within "
              + time.toMillis() / 1_000.0
              + " seconds",
          null);
    }
    if (cause instanceof IllegalStateException || cause instanceof BufferOverflowException) {
      return tooLarge(most);
    }
    return HttpProblem.bad(
        "broken_body", "Cannot read the body: it does not come to its end", null);
  }

  static HttpProblem tooLarge(int most) {
    return new HttpProblem(
        413, "too_large", "Cannot take a body of more than " + most + " bytes", null);
  }

  /** Where to leave what has to be done at the end of a request. */
  @FunctionalInterface
  interface OnEnd {
    void add(Runnable work);
  }
}
