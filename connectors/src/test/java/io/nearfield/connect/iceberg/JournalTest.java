package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir Path folder;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Lake.open(LakeOptions.of(folder.resolve("ware house").toString()));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private Lake another() {
    return Lake.open(lake.options());
  }

  @Test
  void theJournalKeepsEverythingThatManyAppend() throws Exception {
    int writers = 6;
    int each = 5;
    AtOnce.run(
        writers,
        w -> {
          try (Lake mine = another()) {
            for (int i = 0; i < each; i++) {
              mine.append("shop", List.of(letter("w" + w + "-" + i), letter("x" + w + "-" + i)));
            }
          }
          return w;
        });
    assertThat(lake.deadLetters("shop"))
        .extracting(DeadLetter::source)
        .doesNotHaveDuplicates()
        .hasSize(writers * each * 2);
  }

  @Test
  void whatIsAppendedIsReadBackInOrder() {
    assertThat(lake.deadLetters("shop")).isEmpty();
    assertThat(lake.runs("shop")).isEmpty();
    lake.append("shop", List.of());
    assertThat(lake.exists("shop", "dead_letters")).isFalse();

    DeadLetter letter =
        new DeadLetter(
            "ingest", "a.jsonl:3", null, "malformed-json", "bad", 1, Instant.ofEpochSecond(7));
    lake.append("shop", List.of(letter));
    assertThat(lake.deadLetters("shop")).containsExactly(letter);

    Run later = run("b", 20, "FAILED", "why");
    Run earlier = run("a", 10, "SUCCEEDED", null);
    lake.append("shop", later);
    lake.append("shop", earlier);
    assertThat(lake.runs("shop")).containsExactly(earlier, later);
  }

  private static DeadLetter letter(String source) {
    return new DeadLetter("ingest", source, "id", "r", "m", 1, Instant.ofEpochSecond(1));
  }

  private static Run run(String id, long second, String state, String message) {
    return new Run(
        id,
        "ingest",
        "items",
        state,
        Map.of("path", "/a"),
        Map.of("in", 3.0, "refused", 1.0),
        message,
        Instant.ofEpochSecond(second),
        Instant.ofEpochSecond(second + 1));
  }
}
