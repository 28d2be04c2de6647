package io.nearfield.flink.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nearfield.index.runbook.Runbook;
import io.nearfield.index.runbook.RunbookReader;
import io.nearfield.index.runbook.RunbookReplay;
import io.nearfield.index.runbook.RunbookReplay.Searched;
import io.nearfield.index.runbook.RunbookVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The public streaming runbooks through Kafka, recall@10 printed at every search step. At sizes
 * that a test can afford; all of them in full are {@link LiveRunbooksIT}.
 */
class LiveRunbookIT {

  private static final int DIMENSION = 20;

  @TempDir Path warehouse;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "simple_replace_runbook; random-xs; 10; IVF32,Flat; 8; 4",
        "clustered_runbook; random-xs-clustered; 10; IVF8,Flat; 6; 32",
      })
  void recallIsHighAtEveryStep(
      String file, String dataset, int divisor, String spec, int nprobe, int searches)
      throws IOException {
    replay(warehouse, file, dataset, divisor, spec, nprobe, searches, 20);
  }

  static void replay(
      Path warehouse,
      String file,
      String dataset,
      int divisor,
      String spec,
      int nprobe,
      int searches,
      int queries)
      throws IOException {
    Path path =
        Path.of(
            System.getProperty("nearfield.shared.data", "shared-data"),
            "vectors/runbooks/" + file + ".yaml");
    assumeTrue(Files.exists(path), () -> "Skipped: no shared test data at " + path);
    Runbook runbook = RunbookReader.read(path).get(dataset).divided(divisor);
    RunbookVectors vectors =
        dataset.equals("random-xs")
            ? RunbookVectors.mixed(runbook, 100, DIMENSION, queries, 1)
            : RunbookVectors.clustered(runbook, DIMENSION, queries, 1);
    List<Searched> searched;
    try (LiveReplayed index = new LiveReplayed(warehouse, spec, nprobe)) {
      searched =
          RunbookReplay.of(
              runbook, index, vectors.base(), vectors.queries(), 2, step -> print(file, step));
    }
    double mean = searched.stream().mapToDouble(Searched::recall).average().orElse(0);
    System.out.printf(Locale.ROOT, "%s: mean recall@10 %.4f%n", file, mean);
    assertThat(searched).hasSize(searches);
    assertThat(mean).isGreaterThanOrEqualTo(0.95);
  }

  private static void print(String file, Searched step) {
    System.out.printf(
        Locale.ROOT,
        "%s step %d: %,d living, recall@10 %.4f, changes %,.0f ms%n",
        file,
        step.step(),
        step.living(),
        step.recall(),
        step.changeNanos() / 1e6);
  }
}
