package io.nearfield.index.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.runbook.Runbook.Delete;
import io.nearfield.index.runbook.Runbook.Insert;
import io.nearfield.index.runbook.Runbook.Replace;
import io.nearfield.index.runbook.Runbook.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunbookReaderTest {

  @TempDir private Path folder;

  private Map<String, Runbook> read(String text) throws IOException {
    return RunbookReader.read(Files.writeString(folder.resolve("r.yaml"), text));
  }

  @Test
  void allFourOperationsAreReadInTheOrderOfTheirNumbers() throws IOException {
    Map<String, Runbook> runbooks =
        read(
            """
            # two datasets
            small:
              max_pts: 100
              2:
                operation: "search"   # asks
              1:
                end: 60
                operation: insert
                start: 0
              3:
                operation: 'replace'
                tags_start: 10
                tags_end: 20
                ids_start: 70
                ids_end: 80

              4:
                operation: delete
                start: 0
                end: 5
              6:
                operation: "search"
              gt_url: "https://example.org/a:b"
            large:
              max_pts: 1000
              1:
                operation: search
            """);

    assertThat(runbooks).containsOnlyKeys("small", "large");
    assertThat(runbooks.get("small").steps())
        .containsExactly(
            new Insert(0, 60), new Search(), new Replace(10, 70, 10), new Delete(0, 5));
    assertThat(runbooks.get("small").rows()).isEqualTo(80);
    assertThat(runbooks.get("small").divided(5).steps())
        .containsExactly(new Insert(0, 12), new Search(), new Replace(2, 14, 2), new Delete(0, 1));
    assertThat(runbooks.get("large").steps()).containsExactly(new Search());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:;  1:;    operation: insert;    start: 3;    end: 2 | end must not be below start, got"
            + " 2",
        "a:;  1:;    operation: insert;    start: 3 | end is needed, got [operation, start]",
        "a:;  1:;    operation: insert;    start: x;    end: 2 | start must be a number, got x",
        "a:;  1:;    operation: upsert | operation must be insert, delete, replace or search",
        "a:;  one:;    operation: search | a step is named by its number, got 'one'",
        "a:;  max_pts: 3 | steps are numbered from 1, got none",
        "a:;  - 1 | a line is KEY: VALUE, got '- 1'",
        ";  a: | a file begins with the name of a dataset, got 'a:'",
      })
  void whatIsNoRunbookIsRefused(String lines, String message) {
    String text = lines.replace(";", "\n");

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read runbook: " + message)
        .hasMessageContaining("r.yaml");
  }
}
