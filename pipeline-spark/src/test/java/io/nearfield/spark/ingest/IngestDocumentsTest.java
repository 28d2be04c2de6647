package io.nearfield.spark.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.document.DocumentType;
import io.nearfield.spark.TestLake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestDocumentsTest {

  @TempDir Path folder;
  private Ingested in;

  @BeforeEach
  void dataset() {
    in = new Ingested(folder);
  }

  private List<String> living() {
    return LivingItems.of(TestLake.spark(), in.lake, in.dataset)
        .select("entity_id")
        .orderBy("entity_id")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static String sentences(String word, int count) {
    return Stream.iterate(1, i -> i + 1)
        .limit(count)
        .map(i -> "Sentence " + i + " tells of the " + word + " once more. ")
        .collect(Collectors.joining());
  }

  private IngestOptions small() {
    Chunking words = Chunking.defaults().withModel(Chunking.WORDS).withTokens(40, 8);
    return in.options().withChunking(words);
  }

  /** All of the shared documents, sound and damaged: nothing breaks, each is accounted for. */
  @Test
  void everySharedDocumentIsChunksOrOneRefusal() throws Exception {
    Path documents = Path.of(System.getProperty("nearfield.shared.data", ""), "documents");
    assumeTrue(Files.isDirectory(documents), "No shared data: set -Dnearfield.shared.data");
    List<Path> files;
    try (Stream<Path> all = Files.walk(documents)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> DocumentType.of(file.toString()).isPresent())
              .toList();
    }

    IngestReport report = in.ingest(IngestOptions.of(in.dataset, List.of(documents.toString())));

    assertThat(report.in()).isEqualTo(report.added() + report.refused());
    Map<String, List<Row>> chunks =
        in.items().collectAsList().stream()
            .filter(row -> row.getAs("document_id") != null)
            .filter(row -> DocumentType.of(row.getAs("document_id")).isPresent())
            .collect(
                Collectors.groupingBy(
                    row -> row.<String>getAs("document_id"), TreeMap::new, Collectors.toList()));
    List<DeadLetter> refused = in.lake.deadLetters(in.dataset);
    assertThat(chunks.size() + refused.size()).isEqualTo(files.size());
    assertThat(refused)
        .extracting(DeadLetter::entityId)
        .doesNotContainAnyElementsOf(chunks.keySet());
    assertThat(refused)
        .extracting(letter -> Path.of(letter.source()).getFileName().toString(), DeadLetter::reason)
        .contains(
            tuple("ocf-zip-unreadable-empty-fatal.epub", "empty-document"),
            tuple("ocf-zip-unreadable-image-with-epub-extension-fatal.epub", "malformed-document"),
            tuple("ocf-zip-unreadable-no-end-header-fatal.epub", "malformed-document"),
            tuple("libreoffice-writer-password.pdf", "encrypted-document"),
            tuple("testOCR.pdf", "empty-text"));
    assertThat(chunks.get("documents/epub3_samples/wasteland.epub"))
        .anySatisfy(
            row -> {
              assertThat(row.<String>getAs("chapter")).contains("THE BURIAL OF THE DEAD");
              assertThat(row.<String>getAs("text")).contains("April is the cruellest month");
              assertThat(row.<String>getAs("author")).isEqualTo("T.S. Eliot");
              assertThat(row.<String>getAs("title")).isEqualTo("The Waste Land");
              assertThat(row.<String>getAs("media_type")).isEqualTo("application/epub+zip");
              int from = row.<Integer>getAs("char_from");
              int to = row.<Integer>getAs("char_to");
              assertThat(to - from).isEqualTo(row.<String>getAs("text").length());
            });
    assertThat(chunks.get("documents/tika_pdf/testPDF_protected.pdf"))
        .extracting(row -> row.<Integer>getAs("page"))
        .contains(1, 20, 40);

    IngestReport again = in.ingest(IngestOptions.of(in.dataset, List.of(documents.toString())));
    assertThat(again)
        .extracting(IngestReport::unchanged, IngestReport::refused, IngestReport::removed)
        .containsExactly(report.added(), report.refused(), 0L);
  }

  @Test
  void chunksFollowTheirDocumentAndSyncMarksWhatIsGone() throws Exception {
    in.write("a.txt", sentences("harbour", 20));
    in.write(
        "b.html", "<title>Ferries</title><h1>Piers</h1><p>The pier is long.</p><script>x</script>");
    in.write("short.md", "Only a short note.");
    in.write(
        "rows.jsonl", "{\"id\": \"r1\", \"text\": \"one\"}\n{\"id\": \"r2\", \"text\": \"two\"}\n");
    IngestReport first = in.ingest(small().withSync());
    List<String> before = living();
    String root = folder.getFileName().toString();
    assertThat(before)
        .contains("r1", "r2", root + "/short.md", root + "/b.html#0", root + "/b.html#1");
    assertThat(before.stream().filter(id -> id.startsWith(root + "/a.txt#")).count())
        .isGreaterThan(4);
    assertThat(first.removed()).isZero();
    Row page = in.items().filter("entity_id = '" + root + "/b.html#1'").collectAsList().get(0);
    assertThat(page.<String>getAs("text")).isEqualTo("Piers\n\nThe pier is long.");
    assertThat(page.<String>getAs("chapter")).isEqualTo("Piers");
    assertThat(page.<String>getAs("title")).isEqualTo("Ferries");

    // A document that is cut otherwise leaves no stale chunks, with --sync or without.
    in.write("a.txt", sentences("harbour", 3));
    IngestReport shorter = in.ingest(small());
    assertThat(shorter.removed()).isGreaterThan(3);
    assertThat(living()).contains(root + "/a.txt").doesNotContain(root + "/a.txt#0");
    in.write("a.txt", sentences("harbour", 20));
    IngestReport longer = in.ingest(small());
    assertThat(longer.removed()).isEqualTo(1);
    assertThat(living()).isEqualTo(before);

    // Gone: a file, a row. Refused, so still there: a row that cannot be read any more.
    Files.delete(folder.resolve("b.html"));
    in.write("rows.jsonl", "{\"id\": \"r1\", \"text\": \"one\"}\n");
    assertThat(in.ingest(small()).removed()).isZero();
    IngestReport synced = in.ingest(small().withSync());
    assertThat(synced.removed()).isEqualTo(3);
    assertThat(living())
        .doesNotContain("r2", root + "/b.html#0")
        .contains("r1", root + "/short.md");
    assertThat(in.items().filter("removed_at is not null").count()).isGreaterThan(3);
    assertThat(in.lake.livingItems(in.dataset)).isEqualTo(living().size());
    in.write("rows.jsonl", "{broken\n");
    assertThat(in.ingest(small().withSync()).removed()).isZero();
    assertThat(living()).contains("r1");

    // What comes back is there again.
    in.write(
        "rows.jsonl", "{\"id\": \"r1\", \"text\": \"one\"}\n{\"id\": \"r2\", \"text\": \"two\"}\n");
    IngestReport back = in.ingest(small().withSync());
    assertThat(back).extracting(IngestReport::added, IngestReport::removed).containsExactly(1L, 0L);
    assertThat(living()).contains("r1", "r2");
  }

  @Test
  void tablesAndQueriesAreSources() {
    TestLake.spark()
        .sql(
            "SELECT 'a' AS doc_id, 'The lighthouse' AS body, DATE'2024-02-29' AS day,"
                + " CAST(1.50 AS DECIMAL(8,2)) AS price, named_struct('lang', 'en') AS meta"
                + " UNION ALL SELECT 'b', 'The ferry', NULL, CAST(2.25 AS DECIMAL(8,2)), named_struct('lang', 'de')"
                + " UNION ALL SELECT 'c', '  ', NULL, CAST(3 AS DECIMAL(8,2)), NULL")
        .createOrReplaceTempView("sailing_docs");
    IngestOptions view =
        IngestOptions.of(in.dataset, List.of(), List.of("table:sailing_docs"))
            .withIdColumn("doc_id")
            .withTextColumn("body");
    IngestReport report = in.ingest(view.withSync());
    assertThat(report)
        .extracting(IngestReport::in, IngestReport::added, IngestReport::refused)
        .containsExactly(3L, 2L, 1L);
    assertThat(in.ingest(view).unchanged()).isEqualTo(2);
    assertThat(in.items().schema().apply("day").dataType().sql()).isEqualTo("DATE");
    assertThat(in.items().schema().apply("price").dataType().sql()).isEqualTo("DECIMAL(8,2)");
    assertThat(in.items().select("meta.lang").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("en", "de");
    assertThat(in.items().select("uri").distinct().collectAsList().get(0).getString(0))
        .isEqualTo("table:sailing_docs");
    assertThat(in.lake.deadLetters(in.dataset))
        .singleElement()
        .extracting(DeadLetter::source, DeadLetter::entityId, DeadLetter::reason)
        .containsExactly("table:sailing_docs", "c", "empty-text");

    TestLake.spark()
        .sql("SELECT 'a' AS doc_id, 'The lighthouse' AS body, DATE'2024-02-29' AS day")
        .createOrReplaceTempView("sailing_docs");
    assertThat(in.ingest(view.withSync()).removed()).isEqualTo(1);
    assertThat(living()).containsExactly("a");
  }
}
