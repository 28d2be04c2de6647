package io.nearfield.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.jobs.NearfieldProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The batch path through spark-submit, with executors in processes of their own. */
class SparkSubmitIT {

  @TempDir Path folder;

  @Test
  void ingestEmbedAndBuildRunOnExecutorsOfTheirOwn() throws Exception {
    Path input = folder.resolve("texts.jsonl");
    Files.writeString(
        input,
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    "{\"id\": \"t%d\", \"text\": \"%s number %d on shelf %d\", \"shelf\": %d}"
                        .formatted(
                            i,
                            new String[] {"A lantern", "A rucksack", "A kettle"}[i % 3],
                            i,
                            i % 7,
                            i % 7))
            .collect(Collectors.joining("\n")));
    Path warehouse = folder.resolve("warehouse");
    NearfieldProcess submit =
        new NearfieldProcess(folder, warehouse)
            .through("spark-submit", "--master", "local-cluster[2,1,2048]");

    assertThat(ok(submit.run("ingest", "--dataset", "shelf", input.toString())))
        .contains("300 added");
    assertThat(ok(submit.run("embed", "--dataset", "shelf", "--feature-set", "words")))
        .contains("300 embedded");
    assertThat(
            ok(
                submit.run(
                    "build",
                    "--dataset",
                    "shelf",
                    "--index",
                    "things",
                    "--feature-set",
                    "words",
                    "--spec",
                    "IVF4,PQ48",
                    "--recall-target",
                    "0.9")))
        .contains("generation 1 is active");
    Outcome found =
        new NearfieldHere(warehouse)
            .run(
                "search",
                "--index",
                "things",
                "--text",
                "a lantern",
                "-k",
                "5",
                "--filter",
                "shelf = 3");
    assertThat(ok(found)).contains("A lantern");
  }

  private static String ok(Outcome outcome) {
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome.out();
  }
}
