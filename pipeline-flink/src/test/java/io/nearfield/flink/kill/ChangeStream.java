package io.nearfield.flink.kill;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.kafka.LiveClient;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends changes without end, some hundred a second. One that Kafka has not confirmed is sent again,
 * under its version, until it is.
 */
final class ChangeStream implements AutoCloseable {

  private static final int PAUSE_MS = 3;
  private static final int RETRY_MS = 200;

  private final LiveClient client;
  private final Ledger ledger;
  private final ReentrantLock sending = new ReentrantLock(true);
  private final Thread thread;
  private volatile boolean closed;
  private final AtomicLong sent = new AtomicLong();

  ChangeStream(LiveClient client, Ledger ledger) {
    this.client = client;
    this.ledger = ledger;
    this.thread = new Thread(this::run, "changes");
    thread.setDaemon(true);
    thread.start();
  }

  /** How many changes Kafka has confirmed. */
  long sent() {
    return sent.get();
  }

  /** Returns when Kafka has confirmed every change that the ledger knows; none follows. */
  void pause() {
    sending.lock();
  }

  void resume() {
    sending.unlock();
  }

  private void run() {
    try {
      while (!closed) {
        sending.lock();
        try {
          send(ledger.next());
        } finally {
          sending.unlock();
        }
        Thread.sleep(PAUSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Change change) throws InterruptedException {
    while (true) {
      try {
        client.send(change);
        sent.incrementAndGet();
        return;
      } catch (NearfieldException brokerGone) {
        Thread.sleep(RETRY_MS);
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join(30_000);
  }
}
