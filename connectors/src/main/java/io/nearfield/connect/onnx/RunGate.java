package io.nearfield.connect.onnx;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets runs of graphs begin only while those under way are not too large together.
 *
 * <p>What a transformer needs while it runs grows with the number of texts times the square of
 * their length. Runs of ordinary size all pass at once; very long texts wait for each other, and
 * one that is larger than all that is allowed runs alone. First come, first served.
 */
final class RunGate {

  /**
   * Room for each core to run a text of 512 tokens, and at least for 16 such texts: with 12 heads
   * some 200 MB.
   */
  static final RunGate PROCESS =
      new RunGate(Math.max(16L, Runtime.getRuntime().availableProcessors()) * 512 * 512);

  private static final int UNIT = 1024;

  private final int units;
  private final Semaphore free;

  /**
   * A gate.
   *
   * @param area how much may be under way, in texts times tokens squared
   */
  RunGate(long area) {
    this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, area / UNIT));
    this.free = new Semaphore(units, true);
  }

  /**
   * Runs when there is room.
   *
   * @param area texts times tokens squared; 0 passes at once
   */
  <T> T pass(long area, Supplier<T> run) {
    int needed = (int) Math.min(units, (area + UNIT - 1) / UNIT);
    free.acquireUninterruptibly(needed);
    try {
      return run.get();
    } finally {
      free.release(needed);
    }
  }
}
