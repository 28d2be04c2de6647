package io.nearfield.spark.run;

import io.nearfield.connect.api.Progress;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.LongAccumulator;

/**
 * Feeds a {@link Progress} from an accumulator while Spark works. Tasks that run again count again,
 * so that the number is capped by the total; what counts is counted elsewhere.
 */
public final class Watched implements AutoCloseable {

  private static final long INTERVAL_MILLIS = 200;

  private final Progress progress;
  private final LongAccumulator done;
  private final long total;
  private final ScheduledExecutorService timer;
  private final ScheduledFuture<?> ticking;
  private long last;
  private String summary = "";

  /**
   * Begins a task.
   *
   * @param total how many units, or -1 if unknown
   */
  public Watched(Progress progress, String task, long total, LongAccumulator done) {
    this.progress = progress;
    this.done = done;
    this.total = total;
    progress.begin(task, total);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "nearfield-progress");
              thread.setDaemon(true);
              return thread;
            });
    this.ticking =
        timer.scheduleAtFixedRate(
            this::tick, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    long now = total < 0 ? done.value() : Math.min(done.value(), total);
    if (now > last) {
      last = now;
      progress.at(now);
    }
  }

  /** One line for people, said at the end. */
  public void summary(String line) {
    this.summary = line;
  }

  /** Ends the task; no call to the progress follows. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      ticking.cancel(false);
      if (timer.awaitTermination(1, TimeUnit.SECONDS)) {
        ticking.get();
      }
    } catch (CancellationException | ExecutionException e) {
      // No more ticks: that is what was wanted.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tick();
    progress.end(summary);
  }
}
