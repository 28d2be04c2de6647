package io.nearfield.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong seconds = new AtomicLong();
  private final ProgressLines progress =
      new ProgressLines(
          new PrintStream(bytes, true, StandardCharsets.UTF_8),
          () -> seconds.get() * 1_000_000_000L);

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void saysRateAndRemainingTimeEveryFiveSeconds() {
    progress.begin("embedding texts", 1_000);
    seconds.set(4);
    progress.at(100);
    assertThat(printed()).isEmpty();
    seconds.set(5);
    progress.at(250);
    seconds.set(6);
    progress.at(300);
    assertThat(printed().strip()).isEqualTo("embedding texts: 250 of 1,000, 50/s, 15.0 s left");
  }

  @Test
  void namesNoTotalWhereNoneIsKnown() {
    progress.begin("reading", -1);
    seconds.set(10);
    progress.at(40);
    assertThat(printed().strip()).isEqualTo("reading: 40, 4.0/s");
  }

  @Test
  void endsWithTheSummary() {
    progress.begin("reading", 2);
    progress.end("2 read");
    progress.end("");
    assertThat(printed().strip()).isEqualTo("2 read");
  }
}
