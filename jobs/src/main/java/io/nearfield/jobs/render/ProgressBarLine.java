package io.nearfield.jobs.render;

import io.nearfield.connect.api.Progress;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with rate and remaining time that is redrawn in place and gives way to its summary. */
final class ProgressBarLine implements Progress {

  private final PrintStream out;
  private final int width;
  private ProgressBar bar;
  private Redrawn line;

  ProgressBarLine(PrintStream out, int width) {
    this.out = out;
    this.width = width;
  }

  @Override
  public void begin(String task, long total) {
    close();
    line = new Redrawn(out, width - 1);
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(250)
            .showSpeed()
            .setConsumer(line)
            .build();
  }

  @Override
  public void at(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void end(String summary) {
    close();
    if (summary != null && !summary.isBlank()) {
      out.println(summary);
    }
  }

  private void close() {
    if (bar != null) {
      bar.close();
      line.erase();
      bar = null;
    }
  }

  /**
   * Leaves nothing behind: the library's own ends with an empty line for each bar, and may draw
   * once more after it was closed.
   */
  private static final class Redrawn extends ConsoleProgressBarConsumer {

    private static final String ERASE_LINE = "\r\u001b[2K";

    private final PrintStream out;
    private boolean erased;

    Redrawn(PrintStream out, int width) {
      super(out, width);
      this.out = out;
    }

    @Override
    public synchronized void accept(String drawn) {
      if (!erased) {
        super.accept(drawn);
      }
    }

    @Override
    public void close() {
      // erase() says when
    }

    synchronized void erase() {
      erased = true;
      out.print(ERASE_LINE);
      out.flush();
    }
  }
}
