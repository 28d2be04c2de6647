package io.nearfield.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarLineTest {

  @Test
  void isRedrawnInPlaceAndGivesWayToItsSummary() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Progress progress =
        new ProgressBarLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), 80);
    progress.begin("embedding items", 500);
    progress.at(500);
    progress.end("500 items embedded");
    progress.begin("writing", -1);
    progress.end("");

    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertThat(printed).contains("embedding items 100%", "500/500");
    assertThat(printed).contains("\r\u001b[2K500 items embedded" + System.lineSeparator());
    assertThat(printed).endsWith("\r\u001b[2K");
    assertThat(printed.lines().filter(line -> line.contains("embedded"))).hasSize(1);
  }
}
