package io.nearfield.jobs.http.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.http.ErrorBody;
import io.nearfield.jobs.http.Failures;
import io.nearfield.jobs.http.HttpProblem;
import io.nearfield.jobs.http.Json;
import io.nearfield.jobs.http.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Answers lookups line by line. A few are worked on at once, and as many answers wait to be
 * written: what is in memory does not grow with the stream. A line that is wrong gets an error in
 * place of an answer, and the next one its own.
 */
final class LookupStream {

  private final LookupBody bodies;
  private final Answering answering;
  private final IndexRef ref;
  private final Answering.Style style;
  private final int longestLine;
  private final int threads;

  LookupStream(Limits limits, Answering answering, IndexRef ref, Answering.Style style) {
    this.bodies = new LookupBody(limits, "request");
    this.longestLine = limits.bodyBytes();
    this.answering = answering;
    this.ref = ref;
    this.style = style;
    this.threads = Math.max(1, Runtime.getRuntime().availableProcessors());
  }

  void run(InputStream in, OutputStream out) throws IOException {
    Lines lines = new Lines(in, longestLine);
    Deque<Future<byte[]>> underWay = new ArrayDeque<>();
    ExecutorService workers = Executors.newFixedThreadPool(threads, LookupStream::thread);
    try {
      while (true) {
        byte[] line;
        try {
          line = lines.next();
        } catch (HttpProblem tooLong) {
          writeAll(underWay, out);
          out.write(error(lines.number(), null, tooLong));
          return;
        }
        if (line == null) {
          break;
        }
        if (isBlank(line)) {
          continue;
        }
        long number = lines.number();
        underWay.add(workers.submit(() -> answer(number, line)));
        if (underWay.size() >= 2 * threads) {
          out.write(result(underWay.poll()));
          if (underWay.peek() == null || !underWay.peek().isDone()) {
            out.flush();
          }
        }
      }
      writeAll(underWay, out);
    } finally {
      workers.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "nearfield-lookups");
    thread.setDaemon(true);
    return thread;
  }

  private static boolean isBlank(byte[] line) {
    for (byte one : line) {
      if (one > ' ' || one < 0) {
        return false;
      }
    }
    return true;
  }

  private byte[] answer(long number, byte[] line) {
    JsonNode request = null;
    try {
      JsonNode tree = Json.object(line);
      request = tree.get("request");
      if (request != null && !request.isTextual()) {
        request = null;
        throw HttpProblem.bad(
            "type_mismatch", "Cannot take field 'request': a text is needed", "request");
      }
      LookupBody.Read read = bodies.read(tree);
      return line(number, request, Json.mapper().valueToTree(answering.answer(ref, read, style)));
    } catch (RuntimeException e) {
      return error(number, request, Failures.problem(e));
    }
  }

  private static byte[] error(long number, JsonNode requestOrNull, HttpProblem problem) {
    return line(number, requestOrNull, Json.mapper().valueToTree(ErrorBody.of(problem)));
  }

  private static byte[] line(long number, JsonNode requestOrNull, ObjectNode rest) {
    ObjectNode line = Json.mapper().createObjectNode().put("line", number);
    if (requestOrNull != null) {
      line.set("request", requestOrNull);
    }
    line.setAll(rest);
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void writeAll(Deque<Future<byte[]>> underWay, OutputStream out)
      throws IOException {
    while (!underWay.isEmpty()) {
      out.write(result(underWay.poll()));
    }
    out.flush();
  }

  private static byte[] result(Future<byte[]> answer) throws IOException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
