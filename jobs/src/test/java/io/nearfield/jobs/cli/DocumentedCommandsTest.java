package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.nearfield.jobs.docs.DocumentedCommands;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command in every document is one that the command line understands. */
class DocumentedCommandsTest {

  /** What the launcher itself answers. */
  private static final Set<String> LAUNCHER = Set.of("spark-submit", "jars");

  static Stream<String> pages() throws IOException {
    return DocumentedCommands.pages();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandParses(String page) throws IOException {
    for (List<String> command : DocumentedCommands.of(page)) {
      boolean pattern =
          command.isEmpty()
              || LAUNCHER.contains(command.get(0))
              || command.stream().anyMatch(word -> word.equals("...") || word.startsWith("["));
      if (!pattern) {
        assertThatCode(
                () ->
                    new DoorFixture(Map.of("NEARFIELD_SEARCH_INDEX", "products"))
                        .door()
                        .line()
                        .parseArgs(command.toArray(String[]::new)))
            .as("%s: nearfield %s", page, String.join(" ", command))
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void thePagesThatAreRunHaveCommands() throws IOException {
    for (String page : DocumentedCommands.RUN) {
      assertThat(DocumentedCommands.of(page)).as(page).hasSizeGreaterThan(5);
    }
  }
}
