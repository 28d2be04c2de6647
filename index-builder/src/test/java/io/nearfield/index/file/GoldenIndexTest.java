package io.nearfield.index.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorIndex;
import io.nearfield.index.file.TestIndexes.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that earlier builds wrote: {@link GoldenIndexes}. */
class GoldenIndexTest {

  @TempDir private Path folder;

  static List<Kind> kinds() {
    return GoldenIndexes.kinds();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void filesOfVersion1AnswerAsWhenTheyWereWritten(Kind kind) throws IOException {
    Path file = GoldenIndexes.file(kind);
    IndexFiles.verify(file);
    List<String> expected = Files.readAllLines(GoldenIndexes.answers(kind));

    VectorIndex loaded = IndexFiles.load(file);
    assertThat(loaded.trained().spec()).hasToString(kind.spec());
    assertThat(loaded.trained().metric()).isEqualTo(kind.metric());
    assertThat(loaded.size()).isEqualTo(GoldenIndexes.ENTRIES);
    requireSame(GoldenIndexes.answer(loaded), expected);
    try (MappedIndex mapped = IndexFiles.open(file)) {
      assertThat(GoldenIndexes.answer(mapped.index())).isEqualTo(GoldenIndexes.answer(loaded));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void filesOfVersion1AreWrittenAgainToTheSameBytes(Kind kind) throws IOException {
    Path again = folder.resolve("again");

    IndexFiles.write(IndexFiles.load(GoldenIndexes.file(kind)), again);

    assertThat(again).hasSameBinaryContentAs(GoldenIndexes.file(kind));
  }

  @Test
  void everyKeptFileIsTested() throws IOException {
    try (Stream<Path> files = Files.list(GoldenIndexes.FOLDER)) {
      assertThat(files.filter(file -> file.toString().endsWith(".nfindex")))
          .containsExactlyInAnyOrderElementsOf(kinds().stream().map(GoldenIndexes::file).toList());
    }
  }

  /** The same entries, at the same distances but for the order in which kernels add. */
  private static void requireSame(List<String> actual, List<String> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int line = 0; line < expected.size(); line++) {
      String[] words = expected.get(line).split(" ");
      String[] found = actual.get(line).split(" ");
      assertThat(found).hasSameSizeAs(words);
      for (int i = 0; i < words.length; i += 2) {
        assertThat(found[i]).isEqualTo(words[i]);
        assertThat(Float.parseFloat(found[i + 1]))
            .isCloseTo(Float.parseFloat(words[i + 1]), within(1e-4f));
      }
    }
  }
}
