package io.nearfield.jobs.http;

import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.NotFoundException;
import io.nearfield.connect.api.TimeLimitException;
import io.nearfield.connect.document.RefusedDocumentException;
import io.nearfield.connect.image.PictureException;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers are told of an exception: one line, never a trace. */
public final class Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** Logs what is our own fault, with an id that the caller is told as well. */
  public static HttpProblem problem(Throwable thrown) {
    Throwable failure = thrown;
    while ((failure instanceof CompletionException || failure instanceof ExecutionException)
        && failure.getCause() != null) {
      failure = failure.getCause();
    }
    if (failure instanceof HttpProblem problem) {
      return problem;
    }
    if (failure instanceof PictureException refused) {
      return new HttpProblem(
          refused.reason() == PictureException.Reason.TOO_LARGE ? 413 : 422,
          refused.reason().label().replace('-', '_'),
          line(refused),
          null);
    }
    if (failure instanceof RefusedDocumentException refused) {
      return new HttpProblem(422, refused.reason().replace('-', '_'), line(refused), null);
    }
    if (failure instanceof IncompatibleException) {
      return new HttpProblem(422, "incompatible", line(failure), null);
    }
    if (failure instanceof NotFoundException) {
      return HttpProblem.notFound(line(failure));
    }
    if (failure instanceof TimeLimitException) {
      return new HttpProblem(504, "timeout", line(failure), null);
    }
    if (failure instanceof IllegalArgumentException && ours(failure)) {
      return HttpProblem.bad("invalid_request", line(failure), null);
    }
    if (failure instanceof NearfieldException && failure.getCause() == null) {
      // A rule refused it, not the world: what fails has a cause.
      return failure.getMessage().startsWith("Cannot find ")
          ? HttpProblem.notFound(line(failure))
          : new HttpProblem(422, "refused", line(failure), null);
    }
    String id = UUID.randomUUID().toString();
    LOG.error("Request {} failed", id, thrown);
    if (failure instanceof NearfieldException) {
      return new HttpProblem(503, "unavailable", line(failure) + " (incident " + id + ")", null);
    }
    return new HttpProblem(
        500, "defect", "Cannot answer: a defect of this service (incident " + id + ")", null);
  }

  /** A library means something else by the same exception. */
  private static boolean ours(Throwable failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    return failure.getMessage() != null
        && frames.length > 0
        && frames[0].getClassName().startsWith("io.nearfield.");
  }

  private static String line(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? "Cannot answer" : message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
