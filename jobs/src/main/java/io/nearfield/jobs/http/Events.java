package io.nearfield.jobs.http;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Tells all who listen what happens, as server-sent events. One who does not read loses the
 * connection and comes back; nobody waits for it. Thread-safe.
 */
public final class Events {

  private static final int MOST_LISTENERS = 200;
  private static final int LONGEST_QUEUE = 256;
  private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /**
   * Tells.
   *
   * @param name such as {@code generation}
   * @param value written as JSON
   */
  public void tell(String name, Object value) {
    String text =
        "event: " + name + "\ndata: " + new String(Json.write(value), StandardCharsets.UTF_8);
    send((text + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Keeps the connections from being taken for dead. */
  void beat() {
    send(HEARTBEAT);
  }

  int listeners() {
    return listeners.size();
  }

  void close() {
    listeners.forEach(Listener::close);
  }

  /** Refuses more than there is room for. */
  public void requireRoom() {
    if (listeners.size() >= MOST_LISTENERS) {
      throw Admission.busy(MOST_LISTENERS + " others listen already");
    }
  }

  void listen(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Listener listener = new Listener(response, callback);
    request.addIdleTimeoutListener(timeout -> false);
    request.addFailureListener(failure -> listener.close());
    listeners.add(listener);
    listener.offer(": welcome\nretry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
  }

  private void send(byte[] message) {
    for (Listener listener : listeners) {
      listener.offer(message);
    }
  }

  /** One connection; at most one write is under way. */
  private final class Listener implements Callback {
    private final Response response;
    private final Callback end;
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private boolean writing;
    private boolean closed;

    Listener(Response response, Callback end) {
      this.response = response;
      this.end = end;
    }

    void offer(byte[] message) {
      boolean full;
      synchronized (this) {
        full = queue.size() >= LONGEST_QUEUE;
        if (!full && !closed) {
          queue.add(message);
        }
      }
      if (full) {
        close();
      } else {
        next();
      }
    }

    private void next() {
      byte[] message;
      synchronized (this) {
        if (writing || closed || queue.isEmpty()) {
          return;
        }
        writing = true;
        message = queue.poll();
      }
      response.write(false, ByteBuffer.wrap(message), this);
    }

    @Override
    public void succeeded() {
      synchronized (this) {
        writing = false;
      }
      next();
    }

    @Override
    public void failed(Throwable failure) {
      close();
    }

    void close() {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
      }
      listeners.remove(this);
      end.failed(new EOFException("the listener has left"));
    }
  }
}
