package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.TestLake;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** A dataset of short texts for the tests of embedding. */
record Shop(Lake lake, String dataset, Path folder) {

  static Shop in(Path folder) throws IOException {
    return new Shop(TestLake.lake(), TestLake.newDataset(), Files.createDirectories(folder));
  }

  /** Ingests texts by id, in place of those that the file had. */
  void texts(Map<String, String> texts) throws IOException {
    List<String> lines = new ArrayList<>();
    texts.forEach((id, text) -> lines.add("{\"id\": \"" + id + "\", \"text\": \"" + text + "\"}"));
    Files.write(folder.resolve("texts.jsonl"), lines);
    new IngestAction(TestLake.spark(), lake, Progress.SILENT)
        .run(IngestOptions.of(dataset, List.of(folder.toString())));
  }

  void deleteItems(String where) {
    TestLake.spark().sql("DELETE FROM " + lake.sql(dataset, Lake.ITEMS) + " WHERE " + where);
  }

  EmbedOptions options(String featureSet) {
    return EmbedOptions.of(dataset, featureSet).withModel(WordModel.folder().toString());
  }

  EmbedReport embed(EmbedOptions options) {
    return new EmbedAction(TestLake.spark(), lake, Progress.SILENT).run(options);
  }

  EmbedReport embed(EmbedOptions options, Committer.Steps steps) {
    return new EmbedAction(TestLake.spark(), lake, Progress.SILENT, steps).run(options);
  }

  /** What a feature set says: content hash and vector by entity, each once. */
  Map<String, String> rows(String featureSet) {
    Map<String, String> rows = new TreeMap<>();
    String table = lake.sql(dataset, Lake.featureTable(featureSet));
    TestLake.spark().catalog().refreshTable(table);
    for (Row row : TestLake.spark().table(table).collectAsList()) {
      String before =
          rows.put(
              row.getAs("entity_id"),
              row.getAs("item_id")
                  + " "
                  + row.getAs("content_hash")
                  + " "
                  + row.getAs("model_hash")
                  + " "
                  + row.getList(row.fieldIndex("vector")));
      assertThat(before).as("two vectors of %s", row.<String>getAs("entity_id")).isNull();
    }
    return rows;
  }

  /** Entity and reason of each refusal. */
  List<String> refusals() {
    return lake.deadLetters(dataset).stream()
        .filter(letter -> letter.stage().equals("embed"))
        .map(letter -> letter.entityId() + " " + letter.reason())
        .toList();
  }

  /** How often each refused entity was tried. */
  Map<String, Integer> attempts() {
    Map<String, Integer> attempts = new TreeMap<>();
    lake.deadLetters(dataset).stream()
        .filter(letter -> letter.stage().equals("embed"))
        .forEach(letter -> attempts.merge(letter.entityId(), letter.attempts(), Integer::sum));
    return attempts;
  }
}
