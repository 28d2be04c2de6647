package io.nearfield.connect.document;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The process that reads documents for another one: requests come by standard input, answers go by
 * standard output, see {@link Frames}. It ends with its owner, and by itself when a document takes
 * much longer than it may, in case there is no owner left to end it.
 */
public final class ParserProcess {

  /** Ended for want of memory, as {@code -XX:+ExitOnOutOfMemoryError} does. */
  static final int OUT_OF_MEMORY = 3;

  private static final int GRACE_SECONDS = 10;

  private ParserProcess() {}

  public static void main(String[] args) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, 1 << 16));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
    out.writeByte(Frames.READY);
    out.flush();
    // Nobody else may write between the answers.
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "document-clock");
              thread.setDaemon(true);
              return thread;
            });
    for (Frames.Request request = Frames.readRequest(in);
        request != null;
        request = Frames.readRequest(in)) {
      ScheduledFuture<?> end =
          clock.schedule(
              () -> Runtime.getRuntime().halt(1),
              request.limits().seconds() + (long) GRACE_SECONDS,
              TimeUnit.SECONDS);
      answer(request, out);
      end.cancel(false);
    }
  }

  private static void answer(Frames.Request request, DataOutputStream out) throws IOException {
    try {
      Frames.write(out, DocumentParser.parse(request.bytes(), request.name(), request.limits()));
    } catch (RefusedDocumentException e) {
      Frames.write(out, e);
    } catch (OutOfMemoryError e) {
      Runtime.getRuntime().halt(OUT_OF_MEMORY);
    }
  }
}
