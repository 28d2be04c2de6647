package io.nearfield.jobs.cli;

import io.nearfield.jobs.http.Limits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The bounds of {@code nearfield serve}. */
final class ServeLimits {

  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "The longest JSON body, and line of a batch. Default: 4m.")
  private Long body;

  @Option(
      names = "--max-upload",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "The longest body that may bring a file. Default: 48m.")
  private Long upload;

  @Option(
      names = "--max-vector",
      paramLabel = "N",
      description = "The most numbers in a vector. Default: 65536.")
  private Integer vector;

  @Option(
      names = "--max-results",
      paramLabel = "N",
      description = "The most neighbours or items in an answer, 1 to 10000. Default: 10000.")
  private Integer results;

  @Option(
      names = "--request-timeout",
      paramLabel = "SECONDS",
      description = "How long a request may take to arrive, and to be answered. Default: 30.")
  private Integer requestTimeout;

  @Option(
      names = "--max-concurrent",
      paramLabel = "N",
      description = "How many requests are worked on at once. Default: twice the cores.")
  private Integer concurrent;

  @Option(
      names = "--max-waiting",
      paramLabel = "N",
      description = "How many more may wait; others get status 429 and come back. Default: 256.")
  private Integer waiting;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "How many connections are open at once. Default: 1000.")
  private Integer connections;

  Limits limits() {
    Limits defaults = Limits.defaults();
    return new Limits(
        bytes(body, defaults.bodyBytes(), "--max-body"),
        bytes(upload, defaults.uploadBytes(), "--max-upload"),
        or(vector, defaults.vectorLength()),
        or(results, defaults.results()),
        requestTimeout == null ? defaults.requestTime() : Duration.ofSeconds(requestTimeout),
        or(concurrent, defaults.concurrent()),
        or(waiting, defaults.waiting()),
        or(connections, defaults.connections()));
  }

  private static int or(Integer given, int otherwise) {
    return given == null ? otherwise : given;
  }

  private static int bytes(Long given, int otherwise, String flag) {
    if (given != null && given > 1 << 30) {
      throw new IllegalArgumentException(
          "Cannot take bodies of " + given + " bytes: at most 1GiB is allowed (" + flag + ")");
    }
    return given == null ? otherwise : given.intValue();
  }
}
