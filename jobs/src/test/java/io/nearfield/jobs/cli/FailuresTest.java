package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nearfield.connect.api.NearfieldException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private int report(Throwable thrown) {
    return Failures.report(thrown, new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFailureIsItsMessageAlone() {
    assertThat(report(new NearfieldException("Cannot open model 'x': no tokenizer.json"))).isOne();
    assertThat(printed())
        .isEqualToIgnoringNewLines("nearfield: Cannot open model 'x': no tokenizer.json");
  }

  @Test
  void aFailureIsFoundInsideWhatAnEngineThrew() {
    Throwable wrapped =
        new RuntimeException(
            "Job aborted due to stage failure", new NearfieldException("Cannot read\n  row 3"));
    assertThat(report(wrapped)).isOne();
    assertThat(printed()).isEqualToIgnoringNewLines("nearfield: Cannot read row 3");
  }

  @Test
  void aWrongArgumentIsStatusTwo() {
    assertThat(report(new ExecutionException(new IllegalArgumentException("Cannot use k = 0"))))
        .isEqualTo(2);
    assertThat(printed()).isEqualToIgnoringNewLines("nearfield: Cannot use k = 0");
  }

  @Test
  void anArgumentThatALibraryRefusesIsADefect() {
    IllegalArgumentException thrown =
        catchThrowableOfType(
            IllegalArgumentException.class, () -> Stream.of(1).limit(Long.parseLong("-1")));
    assertThat(report(thrown)).isOne();
    assertThat(printed()).startsWith("nearfield: Unexpected IllegalArgumentException: -1; ");
  }

  @Test
  void aDefectIsOneLineWithoutItsTrace() {
    assertThat(report(new IllegalStateException("first\nsecond"))).isOne();
    assertThat(printed().lines())
        .singleElement()
        .asString()
        .startsWith("nearfield: Unexpected IllegalStateException: first; ")
        .contains("log");
  }

  @Test
  void aFullHeapSaysWhatToDo() {
    assertThat(report(new OutOfMemoryError("Java heap space"))).isOne();
    assertThat(printed()).contains("NEARFIELD_HEAP");
  }
}
