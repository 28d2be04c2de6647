package io.nearfield.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that FAISS wrote, with what it answered. */
class FaissGoldenTest {

  static List<Path> files() throws IOException, URISyntaxException {
    Path root = Path.of(FaissGoldenTest.class.getResource("/faiss").toURI());
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".faiss")).sorted().toList();
    }
  }

  /** One golden file of each kind, for other tests. */
  static List<Path> kinds() throws IOException, URISyntaxException {
    return files().stream()
        .filter(file -> file.toString().matches(".*1\\.15\\.0.*(-L2|L2norm.*)\\.faiss"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void answersAsFaissDid(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".faiss", "");
    FaissCase theirs = FaissCase.read(file.getParent(), name);
    FaissCase ours = theirs.answeredBy(theirs.opened(file));
    assertThat(theirs.compare(ours)).matches(FaissCase.Comparison::good);
  }
}
