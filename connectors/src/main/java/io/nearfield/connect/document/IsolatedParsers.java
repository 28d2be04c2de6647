package io.nearfield.connect.document;

import io.nearfield.connect.api.NearfieldException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reads documents in small processes beside this one, so that whatever a document does to its
 * parser, hang, eat memory, crash, costs that document alone: the process is ended, and the next
 * document gets a new one.
 *
 * <p>A process reads one document at a time and is used again; there are as many as there are
 * callers at once, and idle ones end after some seconds. Thread-safe.
 */
public final class IsolatedParsers {

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private static final Deque<ParserHandle> IDLE = new ArrayDeque<>();

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "nearfield-document-clock");
            thread.setDaemon(true);
            return thread;
          });

  static {
    var unused = CLOCK.scheduleWithFixedDelay(IsolatedParsers::endIdle, 5, 5, TimeUnit.SECONDS);
    Runtime.getRuntime().addShutdownHook(new Thread(IsolatedParsers::endAll));
  }

  private IsolatedParsers() {}

  /**
   * Reads a document.
   *
   * @param bytes the file
   * @param name its name, which tells the kind
   * @throws RefusedDocumentException if it is not taken, or its parser had to be ended
   * @throws NearfieldException if no process can be started here
   */
  public static ParsedDocument parse(byte[] bytes, String name, DocumentLimits limits)
      throws RefusedDocumentException {
    if (bytes.length > limits.mostBytes()) {
      throw DocumentParser.tooLarge(bytes.length, limits);
    }
    ParserHandle parser = take(limits.heapMegabytes());
    ParsedDocument document;
    try {
      document = parser.parse(new Frames.Request(name, limits, bytes), CLOCK);
    } catch (RefusedDocumentException e) {
      giveBack(parser);
      throw e;
    } catch (RuntimeException | Error e) {
      parser.end();
      throw e;
    }
    giveBack(parser);
    return document;
  }

  private static ParserHandle take(int heapMegabytes) {
    synchronized (IDLE) {
      for (ParserHandle parser : IDLE) {
        if (parser.heapMegabytes() == heapMegabytes && parser.isAlive()) {
          IDLE.remove(parser);
          return parser;
        }
      }
    }
    return ParserHandle.start(heapMegabytes, CLOCK);
  }

  private static void giveBack(ParserHandle parser) {
    if (!parser.isAlive()) {
      parser.end();
      return;
    }
    synchronized (IDLE) {
      parser.rests();
      IDLE.push(parser);
    }
  }

  private static void endIdle() {
    synchronized (IDLE) {
      long now = System.nanoTime();
      IDLE.removeIf(
          parser -> {
            boolean old = !parser.isAlive() || now - parser.restsSince() > IDLE_NANOS;
            if (old) {
              parser.end();
            }
            return old;
          });
    }
  }

  private static void endAll() {
    synchronized (IDLE) {
      IDLE.forEach(ParserHandle::end);
      IDLE.clear();
    }
  }
}
