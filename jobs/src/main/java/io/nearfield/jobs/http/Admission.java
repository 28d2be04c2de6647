package io.nearfield.jobs.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many in at once and so many wait; tells the others to come back. Fair and thread-safe.
 */
final class Admission {

  private final Semaphore places;
  private final AtomicInteger line = new AtomicInteger();
  private final int longest;
  private final Duration patience;

  Admission(int places, int longest, Duration patience) {
    this.places = new Semaphore(places, true);
    this.longest = longest;
    this.patience = patience;
  }

  /** A place; closing it twice does nothing. */
  static final class Place implements AutoCloseable {
    private final Semaphore of;
    private boolean left;

    private Place(Semaphore of) {
      this.of = of;
    }

    @Override
    public synchronized void close() {
      if (!left) {
        left = true;
        of.release();
      }
    }
  }

  /**
   * Takes a place, after a while if need be.
   *
   * @throws HttpProblem 429 if the line is full or does not move
   */
  Place enter() {
    if (places.tryAcquire()) {
      return new Place(places);
    }
    if (line.incrementAndGet() > longest) {
      line.decrementAndGet();
      throw busy("so many requests are being worked on, and wait, as this service allows");
    }
    try {
      if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy("its turn did not come within " + patience.toMillis() + " ms");
      }
      return new Place(places);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy("the service is stopping");
    } finally {
      line.decrementAndGet();
    }
  }

  int waiting() {
    return line.get();
  }

  int free() {
    return places.availablePermits();
  }

  static HttpProblem busy(String why) {
    return new HttpProblem(
        429, "too_many_requests", "Cannot answer now: " + why + "; try again in a second", null);
  }
}
