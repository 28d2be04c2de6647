package io.nearfield.index.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.SearchRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs a virtual machine of its own: a small heap, a file that is cut under a reader. */
class ForkedIndexTest {

  private static final int DIMENSION = 1024;
  private static final int ENTRIES = 50_000;

  @TempDir private Path folder;

  @Test
  void anIndexOfThreeTimesTheHeapIsServedChangedAndWritten() throws Exception {
    Path file = folder.resolve("large");
    VectorIndex index = index(ENTRIES);
    IndexFiles.write(index, file);
    assertThat(Files.size(file)).isGreaterThan(3 * (64L << 20));
    String answers = ForkedIndex.answers(index);

    List<String> lines = fork(file, "-Xmx64m", "serve");

    assertThat(lines).containsExactly("serving " + ENTRIES, answers, "written");
    index.remove(5);
    index.put(-7, ForkedIndex.query(3));
    try (MappedIndex mapped = IndexFiles.open(file)) {
      assertThat(ForkedIndex.answers(mapped.index())).isEqualTo(ForkedIndex.answers(index));
    }
    IndexFiles.verify(file);
  }

  @Test
  void aFileThatIsCutWhileItIsOpenIsAnErrorThatNamesIt() throws Exception {
    Path file = folder.resolve("cut");
    IndexFiles.write(index(2_000), file);

    List<String> lines = fork(file, "-Xmx128m", "cut");

    assertThat(lines).hasSize(3 + 4);
    for (String line : lines) {
      assertThat(line)
          .contains("CorruptIndexException: Cannot read index file '" + file + "'")
          .contains("it became shorter or unreadable while it was open");
    }
  }

  private static VectorIndex index(int entries) {
    SplittableRandom random = new SplittableRandom(8);
    float[] values = new float[entries * DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt() * 0x1p-31f;
    }
    VectorBatch vectors = new VectorBatch(values, DIMENSION);
    long[] ids = new long[entries];
    Arrays.setAll(ids, i -> i);
    return VectorIndex.build(
        IndexTrainer.train(
            vectors.slice(0, 500),
            IndexSpec.parse("IVF16,Flat"),
            Metric.EUCLIDEAN,
            TrainingParams.defaults().withThreads(1),
            TrainingListener.SILENT),
        ids,
        vectors,
        1);
  }

  private static List<String> fork(Path file, String heap, String what) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", heap));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ForkedIndex.class.getName(), file.toString(), what));
    Path out = file.resolveSibling("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(file.resolveSibling("err").toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(() -> text(file.resolveSibling("err"))).isZero();
    return Files.readAllLines(out);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The requests of both sides. */
  static List<SearchRequest> requests() {
    return List.of(
        SearchRequest.nearest(10).withNprobe(3),
        SearchRequest.nearest(10).exactly(),
        SearchRequest.farthest(5));
  }
}
