package io.nearfield.jobs.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way to exactly one answer, whoever comes first with it. Thread-safe. */
final class Visit implements BodyReader.OnEnd {

  private static final Logger LOG = LoggerFactory.getLogger(Visit.class);
  private static final String JSON = "application/json";
  private static final int BUFFER = 16_384;

  final Request request;
  final Response response;
  private final Callback callback;
  private final Telemetry telemetry;
  private final long begun = System.nanoTime();
  private final AtomicBoolean answered = new AtomicBoolean();
  private final Deque<Runnable> atEnd = new ArrayDeque<>();
  private boolean ended;
  private volatile String route = "none";

  Visit(Request request, Response response, Callback callback, Telemetry telemetry) {
    this.request = request;
    this.response = response;
    this.telemetry = telemetry;
    this.callback = Callback.from(callback, this::end);
  }

  void route(String template) {
    route = template;
  }

  @Override
  public void add(Runnable work) {
    synchronized (atEnd) {
      if (!ended) {
        atEnd.push(work);
        return;
      }
    }
    work.run();
  }

  boolean isAnswered() {
    return answered.get();
  }

  /** Answers, unless somebody has. */
  void answer(Reply reply, Events events) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    if (reply instanceof Reply.Json json) {
      byte[] body = json.value() == null ? new byte[0] : Json.write(json.value());
      write(json.status(), JSON, body);
    } else if (reply instanceof Reply.Bytes bytes) {
      bytes.headers().forEach((name, value) -> response.getHeaders().put(name, value));
      write(bytes.status(), bytes.mediaType(), bytes.bytes());
    } else if (reply instanceof Reply.Streamed streamed) {
      stream(streamed);
    } else {
      response.setStatus(200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      events.listen(request, response, callback);
    }
  }

  /** Says why there is no answer, unless there is one. */
  void fail(Throwable thrown) {
    if (isAnswered()) {
      return;
    }
    HttpProblem problem = Failures.problem(thrown);
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    Headers.ofProblem(problem, response.getHeaders());
    write(problem.status(), JSON, Json.write(ErrorBody.of(problem)));
  }

  private void write(int status, String mediaType, byte[] body) {
    response.setStatus(status);
    if (mediaType != null) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    }
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private void stream(Reply.Streamed streamed) {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, streamed.mediaType());
    try (OutputStream out =
        new BufferedOutputStream(Content.Sink.asOutputStream(response), BUFFER)) {
      streamed.writer().write(out);
    } catch (IOException e) {
      LOG.debug("A reader of a stream has left", e);
      callback.failed(e);
      return;
    } catch (Exception e) {
      LOG.error("A stream ended early", e);
      callback.failed(e);
      return;
    }
    callback.succeeded();
  }

  private void end() {
    Deque<Runnable> works;
    synchronized (atEnd) {
      ended = true;
      works = new ArrayDeque<>(atEnd);
      atEnd.clear();
    }
    works.forEach(Runnable::run);
    telemetry.answered(route, request.getMethod(), response.getStatus(), System.nanoTime() - begun);
  }
}
