package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunGateTest {

  private final RunGate gate = new RunGate(8 * 1024);
  private final AtomicLong underWay = new AtomicLong();
  private final AtomicLong most = new AtomicLong();

  @Test
  void runsUnderWayAreNeverTooLargeTogetherAndAGiantRunsAlone() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> runs = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        long area = i % 50 == 0 ? 1L << 40 : (i % 8 + 1) * 1024L;
        runs.add(() -> gate.pass(area, () -> run(Math.min(area, 8 * 1024))));
      }
      for (Future<Boolean> run : threads.invokeAll(runs)) {
        assertThat(run.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(most.get()).isBetween(1024L, 8 * 1024L);
    assertThat(underWay.get()).isZero();
  }

  @Test
  void whatFailsMakesRoomAgain() {
    for (int i = 0; i < 20; i++) {
      try {
        gate.pass(
            Long.MAX_VALUE / 2,
            () -> {
              throw new IllegalStateException();
            });
      } catch (IllegalStateException e) {
        assertThat(gate.<Integer>pass(8 * 1024, () -> 1)).isEqualTo(1);
      }
    }
  }

  private boolean run(long area) {
    long now = underWay.addAndGet(area);
    most.accumulateAndGet(now, Math::max);
    Thread.yield();
    underWay.addAndGet(-area);
    return now <= 8 * 1024;
  }
}
