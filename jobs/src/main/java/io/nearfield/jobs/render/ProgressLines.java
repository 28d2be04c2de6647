package io.nearfield.jobs.render;

import io.nearfield.connect.api.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Progress where a line cannot be redrawn: a line every few seconds, and one at the end. */
final class ProgressLines implements Progress {

  private static final long EVERY_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private String task = "";
  private long total;
  private long begun;
  private long last;

  ProgressLines(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
  }

  @Override
  public void begin(String newTask, long newTotal) {
    task = newTask;
    total = newTotal;
    begun = nanoTime.getAsLong();
    last = begun;
  }

  @Override
  public void at(long done) {
    long now = nanoTime.getAsLong();
    if (now - last < EVERY_NANOS) {
      return;
    }
    last = now;
    double perSecond = done / ((now - begun) / 1e9);
    StringBuilder line = new StringBuilder(task).append(": ").append(Figures.count(done));
    if (total > 0) {
      line.append(" of ").append(Figures.count(total));
    }
    line.append(", ").append(Figures.rate(perSecond));
    if (total > done && done > 0) {
      long left = Math.round((total - done) / perSecond);
      line.append(", ").append(Figures.duration(Duration.ofSeconds(left))).append(" left");
    }
    out.println(line);
  }

  @Override
  public void end(String summary) {
    if (summary != null && !summary.isBlank()) {
      out.println(summary);
    }
  }
}
