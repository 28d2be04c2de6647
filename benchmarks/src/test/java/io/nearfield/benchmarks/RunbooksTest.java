package io.nearfield.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.runbook.Runbook;
import io.nearfield.index.runbook.RunbookReader;
import io.nearfield.index.runbook.RunbookReplay;
import io.nearfield.index.runbook.RunbookReplay.Searched;
import io.nearfield.index.runbook.RunbookVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The public runbooks, at sizes that a test can afford: high recall at every search step. */
class RunbooksTest {

  private static final int DIMENSION = 20;
  private static final int QUERIES = 50;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "simple_runbook; random-xs; 1; IVF128,PQ10x4fs,Refine(Flat); 3",
        "simple_replace_runbook; random-xs; 1; IVF128,PQ10x4fs,Refine(Flat); 4",
        "clustered_runbook; random-xs-clustered; 1; IVF8,PQ10x4fs,Refine(Flat); 32",
        "delete_runbook; random-xs-clustered; 1; IVF8,PQ10x4fs,Refine(Flat); 32",
        "random_replace_runbook; msturing-10M-clustered; 1000; IVF4,PQ10x4fs,Refine(Flat); 64"
      })
  void recallIsHighAtEveryStep(String file, String dataset, int divisor, String spec, int searches)
      throws IOException {
    Path path =
        Path.of(
            System.getProperty("nearfield.shared.data", "shared-data"),
            "vectors/runbooks/" + file + ".yaml");
    assumeTrue(Files.exists(path), () -> "Skipped: no shared test data at " + path);
    Runbook runbook = RunbookReader.read(path).get(dataset).divided(divisor);
    RunbookVectors vectors =
        dataset.equals("random-xs")
            ? RunbookVectors.mixed(runbook, 100, DIMENSION, QUERIES, 1)
            : RunbookVectors.clustered(runbook, DIMENSION, QUERIES, 1);
    MaintainedIndex index =
        new MaintainedIndex(new MaintainedIndex.Plan(IndexSpec.parse(spec), 64, 16, 10, 2));

    List<Searched> searched =
        RunbookReplay.of(runbook, index, vectors.base(), vectors.queries(), 2, step -> {});

    searched.forEach(
        step ->
            System.out.printf(
                "%s step %d: %d living, recall@10 %.4f; %s%n",
                file, step.step(), step.living(), step.recall(), step.housekeeping()));
    assertThat(searched).hasSize(searches);
    assertThat(searched).allSatisfy(step -> assertThat(step.recall()).isGreaterThan(0.99));
  }
}
