package io.nearfield.spark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.IndexSpec;
import io.nearfield.spark.LakeSession;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.BuildReport;
import io.nearfield.spark.embed.EmbedAction;
import io.nearfield.spark.embed.EmbedOptions;
import io.nearfield.spark.embed.EmbedReport;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import io.nearfield.spark.ingest.IngestReport;
import io.nearfield.spark.search.BatchSearchAction;
import io.nearfield.spark.search.SearchOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches a real collection end to end, as a user would, and grades the answers by its judges. */
class CranfieldTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void theIndexAnswersCranfieldAboutAsWellAsExactSearch() throws Exception {
    String shared = System.getProperty("nearfield.shared.data");
    Path cranfieldFolder = Path.of(shared == null ? "none" : shared, "texts", "cranfield");
    assumeTrue(
        Files.exists(cranfieldFolder),
        "skipped: the Cranfield files are not at " + cranfieldFolder);
    Cranfield cranfield = Cranfield.read(cranfieldFolder);
    assertThat(cranfield.documents()).hasSize(1400);
    assertThat(cranfield.questions()).hasSize(225);
    assertThat(cranfield.gains()).hasSize(225);
    Path documents = folder.resolve("documents.jsonl");
    Path questions = folder.resolve("questions.jsonl");
    writeJson(documents, cranfield.documents());
    Map<String, String> numbered = new HashMap<>();
    for (int i = 0; i < cranfield.questions().size(); i++) {
      numbered.put(Integer.toString(i + 1), cranfield.questions().get(i));
    }
    writeJson(questions, numbered);

    if (System.getProperty("spark.master") == null) {
      System.setProperty("spark.master", "local[2]");
    }
    try (Lake lake = Lake.open(LakeOptions.of(folder.resolve("warehouse").toString()))) {
      SparkSession spark = LakeSession.open(lake, "cranfield");
      IngestReport ingested =
          new IngestAction(spark, lake, Progress.SILENT)
              .run(IngestOptions.of("cranfield", List.of(documents.toString())));
      EmbedReport embedded =
          new EmbedAction(spark, lake, Progress.SILENT)
              .run(EmbedOptions.of("cranfield", "abstracts"));
      List<String> empty =
          cranfield.documents().entrySet().stream()
              .filter(document -> document.getValue().isBlank())
              .map(Map.Entry::getKey)
              .toList();
      assertThat(empty).containsExactlyInAnyOrder("471", "995");
      assertThat(ingested.in()).isEqualTo(1400);
      assertThat(embedded.embedded()).isEqualTo(1398);
      assertThat(lake.deadLetters("cranfield")).extracting(DeadLetter::reason).hasSize(2);

      IndexRef index = new IndexRef("cranfield", "near");
      BuildReport built =
          new BuildAction(spark, lake, Progress.SILENT)
              .run(BuildOptions.of(index, "abstracts").withSpec(IndexSpec.parse("IVF32,PQ48")));
      assertThat(built.active()).as(built.advice()).isTrue();

      SearchOptions options = SearchOptions.of(index, 10);
      double exact = ndcg(cranfield, spark, lake, questions, options.asExact());
      double approximate = ndcg(cranfield, spark, lake, questions, options);

      System.out.printf(
          Locale.ROOT,
          "Cranfield, 225 questions: nDCG@10 exact %.4f, %s %.4f (%.4f of exact), recall@10 %.3f (%.3f to %.3f) at nprobe %d, re-rank factor %d; embedded %.0f texts/s, built in %.1f s%n",
          exact,
          built.generation().spec(),
          approximate,
          approximate / exact,
          built.generation().recall(),
          built.generation().recallLow(),
          built.generation().recallHigh(),
          built.generation().nprobe(),
          built.generation().rerankFactor(),
          embedded.itemsPerSecond(),
          built.seconds());
      assertThat(exact).isGreaterThan(0.36); // 0.3716 was seen
      assertThat(approximate).isGreaterThanOrEqualTo(0.98 * exact);
    }
  }

  private static double ndcg(
      Cranfield cranfield, SparkSession spark, Lake lake, Path questions, SearchOptions options) {
    BatchSearchAction search = new BatchSearchAction(spark, lake, Progress.SILENT);
    Map<Integer, List<String>> answers = new HashMap<>();
    for (Row row :
        search
            .run(search.queries(questions.toString(), options), options)
            .orderBy("query_id", "rank")
            .collectAsList()) {
      answers
          .computeIfAbsent(Integer.parseInt(row.getString(0)), question -> new ArrayList<>())
          .add(row.getAs("entity_id"));
    }
    assertThat(answers).hasSize(225);
    return answers.entrySet().stream()
        .mapToDouble(answer -> cranfield.ndcgAt10(answer.getKey(), answer.getValue()))
        .average()
        .orElseThrow();
  }

  private static void writeJson(Path file, Map<String, String> texts) throws Exception {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> text : texts.entrySet()) {
      lines.add(JSON.writeValueAsString(Map.of("id", text.getKey(), "text", text.getValue())));
    }
    Files.write(file, lines);
  }
}
