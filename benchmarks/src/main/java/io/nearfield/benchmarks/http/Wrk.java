package io.nearfield.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load tool wrk, which asks from a program of its own over connections that stay open.
 *
 * @param threads of the tool
 * @param connections how many requests are under way at once
 * @param seconds how long it asks
 */
public record Wrk(int threads, int connections, int seconds) {

  private static final String SCRIPT =
      """
      local bodies = {}
      for line in io.lines("%s") do bodies[#bodies + 1] = line end
      wrk.method = "POST"
      wrk.headers["Content-Type"] = "application/json"
      local at = 0
      request = function()
        at = at %% #bodies + 1
        return wrk.format(nil, nil, nil, bodies[at])
      end
      """;

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern LATENCY = Pattern.compile("\\s(50|99)%\\s+([0-9.]+)(us|ms|s|m)\\b");
  private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern BROKEN =
      Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  /**
   * What came of it.
   *
   * @param rate requests per second
   * @param median milliseconds
   * @param p99 milliseconds
   * @param errors answers that were none, and connections that broke
   */
  public record Load(double rate, double median, double p99, long errors) {}

  /** Whether the tool is on the path. */
  public static boolean isInstalled() {
    try {
      new ProcessBuilder("wrk", "-v")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Posts bodies, one after the other, again and again.
   *
   * @param bodies each on one line
   */
  public Load post(URI address, List<String> bodies) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("nearfield-wrk");
    Path data = Files.write(folder.resolve("bodies"), bodies);
    Path script =
        Files.writeString(
            folder.resolve("post.lua"), SCRIPT.formatted(data.toString().replace("\\", "\\\\")));
    Process process =
        new ProcessBuilder(
                "wrk",
                "-t" + Math.min(threads, connections),
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                "30s",
                "--latency",
                "-s",
                script.toString(),
                address.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    Files.delete(data);
    Files.delete(script);
    Files.delete(folder);
    if (status != 0) {
      throw new IOException("wrk ended with status " + status + ": " + said.strip());
    }
    return read(said);
  }

  /** Reads what the tool prints at its end. */
  static Load read(String said) throws IOException {
    Matcher rate = RATE.matcher(said);
    double median = Double.NaN;
    double p99 = Double.NaN;
    Matcher latency = LATENCY.matcher(said);
    while (latency.find()) {
      double millis = Double.parseDouble(latency.group(2)) * millisOf(latency.group(3));
      if (latency.group(1).equals("50")) {
        median = millis;
      } else {
        p99 = millis;
      }
    }
    if (!rate.find() || Double.isNaN(p99)) {
      throw new IOException("wrk says what cannot be read: " + said.strip());
    }
    long errors = 0;
    Matcher refused = REFUSED.matcher(said);
    errors += refused.find() ? Long.parseLong(refused.group(1)) : 0;
    Matcher broken = BROKEN.matcher(said);
    if (broken.find()) {
      for (int i = 1; i <= 4; i++) {
        errors += Long.parseLong(broken.group(i));
      }
    }
    return new Load(Double.parseDouble(rate.group(1)), median, p99, errors);
  }

  private static double millisOf(String unit) {
    return switch (unit) {
      case "us" -> 0.001;
      case "ms" -> 1;
      case "s" -> 1_000;
      default -> 60_000;
    };
  }
}
