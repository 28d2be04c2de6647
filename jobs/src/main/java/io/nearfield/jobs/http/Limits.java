package io.nearfield.jobs.http;

import java.time.Duration;

/**
 * How much one request, and all of them together, may ask for.
 *
 * @param bodyBytes the longest JSON body, and the longest line of a batch
 * @param uploadBytes the longest body that may bring a file, as it is or in base64
 * @param vectorLength the most numbers in a vector
 * @param results the largest k, page size, and their offset together
 * @param requestTime how long reading a request, and answering it, may take each
 * @param concurrent how many requests are worked on at once
 * @param waiting how many more may wait for their turn; others are told to come back
 * @param connections how many connections are open at once
 */
public record Limits(
    int bodyBytes,
    int uploadBytes,
    int vectorLength,
    int results,
    Duration requestTime,
    int concurrent,
    int waiting,
    int connections) {

  public Limits {
    require(bodyBytes >= 1_024, "bodies of " + bodyBytes + " bytes", "at least 1024", "--max-body");
    require(
        uploadBytes >= 1_024,
        "uploads of " + uploadBytes + " bytes",
        "at least 1024",
        "--max-upload");
    require(vectorLength >= 1, vectorLength + " numbers", "at least 1", "--max-vector");
    require(
        results >= 1 && results <= 10_000,
        results + " results",
        "from 1 to 10000",
        "--max-results");
    require(
        !requestTime.isNegative() && !requestTime.isZero(),
        "a time of " + requestTime,
        "above 0",
        "--request-timeout");
    require(concurrent >= 1, concurrent + " requests at once", "at least 1", "--max-concurrent");
    require(waiting >= 0, waiting + " waiting requests", "at least 0", "--max-waiting");
    require(connections >= 1, connections + " connections", "at least 1", "--max-connections");
  }

  /**
   * 4 MiB, 48 MiB, 65,536 numbers, 10,000 results, 30 seconds, two requests a core, 256 waiting,
   * 1,000 connections.
   */
  public static Limits defaults() {
    return new Limits(
        4 << 20,
        48 << 20,
        65_536,
        10_000,
        Duration.ofSeconds(30),
        2 * Math.max(2, Runtime.getRuntime().availableProcessors()),
        256,
        1_000);
  }

  public Limits withBodyBytes(int bytes) {
    return new Limits(
        bytes, uploadBytes, vectorLength, results, requestTime, concurrent, waiting, connections);
  }

  public Limits withUploadBytes(int bytes) {
    return new Limits(
        bodyBytes, bytes, vectorLength, results, requestTime, concurrent, waiting, connections);
  }

  public Limits withRequestTime(Duration time) {
    return new Limits(
        bodyBytes, uploadBytes, vectorLength, results, time, concurrent, waiting, connections);
  }

  public Limits withConcurrency(int atOnce, int inLine) {
    return new Limits(
        bodyBytes, uploadBytes, vectorLength, results, requestTime, atOnce, inLine, connections);
  }

  private static void require(boolean holds, String what, String rule, String flag) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot limit requests to " + what + ": it must be " + rule + " (" + flag + ")");
    }
  }
}
