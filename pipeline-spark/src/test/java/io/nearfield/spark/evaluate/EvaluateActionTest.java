package io.nearfield.spark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Progress;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.SyntheticLake;
import io.nearfield.spark.evaluate.Evaluation.Point;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateActionTest {

  @TempDir static Path folder;
  private static SyntheticLake made;

  @BeforeAll
  static void open() {
    made = SyntheticLake.of(folder.resolve("lake"), Metric.COSINE, 1500, 16);
    new BuildAction(made.spark(), made.lake(), Progress.SILENT)
        .run(
            BuildOptions.of(SyntheticLake.INDEX, SyntheticLake.FEATURES)
                .withSpec(IndexSpec.parse("IVF24,PQ4")));
  }

  @AfterAll
  static void close() {
    made.close();
  }

  @Test
  void whatLookupsFindAndCostIsMeasuredOverAGrid() throws Exception {
    Evaluation evaluation =
        new EvaluateAction(made.spark(), made.lake(), Progress.SILENT)
            .run(
                EvaluateOptions.of(SyntheticLake.INDEX)
                    .withSample(60)
                    .withNprobes(List.of(1, 4, 24))
                    .withRerankFactors(List.of(0, 20)));

    Generation generation = made.lake().index(SyntheticLake.INDEX).requireActive();
    Point chosen = evaluation.chosen();
    assertThat(chosen.nprobe()).isEqualTo(generation.nprobe());
    assertThat(chosen.rerank()).isEqualTo(generation.rerankFactor());
    assertThat(chosen.recall10()).isCloseTo(generation.recall(), within(0.08));
    assertThat(evaluation.queries()).isBetween(30, 100);
    Point all = point(evaluation, 24, 20);
    assertThat(all.scanned()).isCloseTo(1, within(1e-9));
    assertThat(all.recall1()).isGreaterThan(0.97);
    assertThat(all.recall10()).isGreaterThan(0.97).isBetween(all.recall10Low(), all.recall10High());
    Point few = point(evaluation, 1, 20);
    assertThat(few.scanned()).isBetween(0.01, 0.2);
    assertThat(few.recall100()).isLessThan(point(evaluation, 4, 20).recall100());
    assertThat(point(evaluation, 24, 0).recall10()).isLessThan(all.recall10());
    assertThat(evaluation.points())
        .allSatisfy(
            point ->
                assertThat(point.p50Millis()).isPositive().isLessThanOrEqualTo(point.p99Millis()));
    assertThat(evaluation.lists().buckets().stream().mapToLong(Evaluation.Bucket::lists).sum())
        .isEqualTo(24);

    JsonNode json = new ObjectMapper().readTree(evaluation.json());
    assertThat(json.get("points")).hasSize(evaluation.points().size());
    assertThat(json.get("points").get(0).get("recall10").isNumber()).isTrue();
    String page = EvaluationReport.html(evaluation);
    assertThat(page)
        .contains("\"spec\":\"IVF24,PQ4\"")
        .doesNotContain("http://localhost")
        .doesNotContain("src=")
        .doesNotContain("@import url");
  }

  private static Point point(Evaluation evaluation, int nprobe, int rerank) {
    return evaluation.points().stream()
        .filter(point -> point.nprobe() == nprobe && point.rerank() == rerank)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aQueryFileMayAsk() throws Exception {
    float[] vector = SyntheticLake.vectors(5, 1, 16).get(0);
    Path file =
        Files.writeString(
            folder.resolve("asked.jsonl"),
            "{\"id\": \"a\", \"vector\": " + SyntheticLake.boxed(vector) + "}\n");
    Evaluation evaluation =
        new EvaluateAction(made.spark(), made.lake(), Progress.SILENT)
            .run(
                EvaluateOptions.of(SyntheticLake.INDEX)
                    .withQueries(file.toString())
                    .withNprobes(List.of(24))
                    .withRerankFactors(List.of(20)));
    assertThat(evaluation.queries()).isEqualTo(1);
    assertThat(point(evaluation, 24, 20).recall10()).isEqualTo(1);
  }

  @Test
  void theDataEndsNoElementOfThePage() {
    assertThat(
            EvaluationReport.html(
                new Evaluation(
                    new Evaluation.Described(
                        "</script>", 1, "Flat", "DOT", 1, "m", 1, 1, 1, 1, 0, 0.9, 0.9),
                    1,
                    "a",
                    List.of(),
                    ListLengths.of(new long[] {1}),
                    "m",
                    "t",
                    1)))
        .doesNotContain("\"</script>\"");
  }

  @Test
  void listLengthsAreDescribed() {
    Evaluation.Lists lists = ListLengths.of(new long[] {0, 10, 10, 20});
    assertThat(lists.least()).isZero();
    assertThat(lists.most()).isEqualTo(20);
    assertThat(lists.median()).isEqualTo(10);
    assertThat(lists.empty()).isEqualTo(1);
    assertThat(lists.imbalance()).isCloseTo(1.5, within(1e-9));
    assertThat(lists.buckets().stream().mapToLong(Evaluation.Bucket::lists).sum()).isEqualTo(4);
    assertThat(ListLengths.of(new long[] {5, 5}).imbalance()).isEqualTo(1);
  }

  @Test
  void mistakesAreTold() {
    assertThatThrownBy(() -> EvaluateOptions.of(SyntheticLake.INDEX).withSample(0))
        .hasMessageContaining("--sample");
    assertThatThrownBy(() -> EvaluateOptions.of(SyntheticLake.INDEX).withNprobes(List.of(0)))
        .hasMessageContaining("--nprobe");
    assertThatThrownBy(() -> EvaluateOptions.of(SyntheticLake.INDEX).withRerankFactors(List.of(-1)))
        .hasMessageContaining("--rerank");
  }
}
