package io.nearfield.spark.ingest;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.TestLake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A dataset of one test, with short words for writing inputs and looking at the outcome. */
final class Ingested {

  final Lake lake = TestLake.lake();
  final String dataset = TestLake.newDataset();
  final Path folder;

  Ingested(Path folder) {
    this.folder = folder;
  }

  Ingested write(String name, String content) {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  Ingested write(String name, byte[] content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  IngestOptions options(String... names) {
    List<String> paths =
        names.length == 0
            ? List.of(folder.toString())
            : Stream.of(names).map(name -> folder.resolve(name).toString()).toList();
    return IngestOptions.of(dataset, paths);
  }

  IngestReport ingest(String... names) {
    return ingest(options(names));
  }

  IngestReport ingest(IngestOptions options) {
    return new IngestAction(TestLake.spark(), lake, Progress.SILENT).run(options);
  }

  Dataset<Row> items() {
    return TestLake.spark().table(lake.sql(dataset, "items")).orderBy("entity_id");
  }

  Row item(String id) {
    List<Row> rows = items().filter("entity_id = '" + id.replace("'", "\\'") + "'").collectAsList();
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " items with id " + id + " among " + ids());
    }
    return rows.get(0);
  }

  List<String> ids() {
    return items().select("entity_id").collectAsList().stream().map(r -> r.getString(0)).toList();
  }

  /** Source without its folder, and reason: {@code shop.jsonl:2 malformed-json}. */
  List<String> refusals() {
    return lake.deadLetters(dataset).stream()
        .map(letter -> relative(letter) + " " + letter.reason())
        .sorted()
        .toList();
  }

  private String relative(DeadLetter letter) {
    return letter.source().replace(folder + "/", "");
  }

  /** Snapshot of {@code items}; null before the first commit. */
  Long snapshot() {
    Snapshot current = lake.table(dataset, "items").currentSnapshot();
    return current == null ? null : current.snapshotId();
  }
}
