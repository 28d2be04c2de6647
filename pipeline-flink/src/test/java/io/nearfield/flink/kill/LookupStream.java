package io.nearfield.flink.kill;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks without end, each question once, and keeps account of what became of it: an answer, a clear
 * failure (Kafka did not take the question, or the answer is an error), or nothing.
 */
final class LookupStream implements AutoCloseable {

  private static final int THREADS = 3;
  private static final int PAUSE_MS = 10;
  private static final int RETRY_MS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final LiveClient client;
  private final Clumps clumps;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger partial = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile long lastAskedOfAnswered;
  private volatile boolean closed;

  LookupStream(LiveClient client, Clumps clumps, long seed) {
    this.client = client;
    this.clumps = clumps;
    this.lastAskedOfAnswered = System.nanoTime();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed + i);
      Thread thread = new Thread(() -> run(random), "lookups-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /**
   * What became of the questions so far.
   *
   * @param partial of the answered ones, how many were not complete and said why
   */
  record Account(int asked, int answered, int partial, int failed, int unanswered) {}

  Account account() {
    return new Account(asked.get(), answered.get(), partial.get(), failed.get(), unanswered.get());
  }

  /** Returns when a question that was asked after a moment has been answered. */
  void awaitAnswerToQuestionAfter(long nanoTime) throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (lastAskedOfAnswered - nanoTime <= 0) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("no lookup is answered any more: " + account());
      }
      Thread.sleep(2);
    }
  }

  private void run(Random random) {
    try {
      while (!closed) {
        long at = System.nanoTime();
        Lookup lookup = Lookup.of(new Lookup.ByVector(clumps.next(random)), 10);
        try {
          asked.incrementAndGet();
          settle(client.ask(LookupRequest.of(lookup), PATIENCE), at);
          Thread.sleep(PAUSE_MS);
        } catch (NearfieldException e) {
          (e.getMessage().contains("Cannot send") ? failed : unanswered).incrementAndGet();
          Thread.sleep(RETRY_MS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void settle(LookupAnswer answer, long at) {
    if (answer.error() != null) {
      failed.incrementAndGet();
      return;
    }
    answered.incrementAndGet();
    if (!answer.neighbours().isComplete()) {
      partial.incrementAndGet();
    } else if (at - lastAskedOfAnswered > 0) {
      lastAskedOfAnswered = at;
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    for (Thread thread : threads) {
      thread.join(PATIENCE.toMillis());
    }
  }
}
