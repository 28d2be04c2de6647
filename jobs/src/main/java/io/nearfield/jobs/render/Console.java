package io.nearfield.jobs.render;

import io.nearfield.connect.api.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command speaks: results to {@code out}, progress and errors to {@code err}.
 *
 * @param width columns that a line of {@code out} may take
 * @param terminal whether {@code out} is a terminal, whose lines must not run over
 * @param live whether {@code err} is a terminal on which a line can be redrawn
 */
public record Console(PrintStream out, PrintStream err, int width, boolean terminal, boolean live) {

  private static final int DEFAULT_WIDTH = 120;
  private static final int LEAST_WIDTH = 40;

  /** The process's own, in UTF-8 whatever the locale; the launcher says what is a terminal. */
  public static Console standard() {
    return new Console(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        Math.max(LEAST_WIDTH, Integer.getInteger("nearfield.columns", DEFAULT_WIDTH)),
        Boolean.getBoolean("nearfield.terminal.out"),
        Boolean.getBoolean("nearfield.terminal.err"));
  }

  public void print(Table table) {
    print(table, "");
  }

  /** Prints the table with {@code indent} before each line. */
  public void print(Table table, String indent) {
    for (String line : table.lines(width - indent.length())) {
      out.println(indent + line);
    }
  }

  /** Prints the table; in a file or pipe nothing of it is shortened. */
  public void printWhole(Table table) {
    table.lines(terminal ? width : Integer.MAX_VALUE).forEach(out::println);
  }

  /** A bar that is redrawn on a terminal, else a line every few seconds. */
  public Progress progress() {
    return live ? new ProgressBarLine(err, width) : new ProgressLines(err, System::nanoTime);
  }
}
