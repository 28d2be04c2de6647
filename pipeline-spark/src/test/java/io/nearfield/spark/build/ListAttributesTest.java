package io.nearfield.spark.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.spark.search.BatchSearchAction;
import io.nearfield.spark.search.SearchOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A column that is a list of strings goes with its entity from the items to every answer. */
class ListAttributesTest {

  @TempDir Path folder;

  private static List<String> found(SyntheticLake made, String filter) {
    try (IndexSearcher searcher =
        IndexSearcher.open(made.lake(), SyntheticLake.INDEX, set -> null)) {
      return searcher
          .search(
              Lookup.of(new Lookup.ByVector(SyntheticLake.vectors(7, 1, 8).get(0)), 500)
                  .withFilter(filter))
          .neighbours()
          .stream()
          .map(Neighbour::entityId)
          .sorted()
          .toList();
    }
  }

  @Test
  void listsAreBuiltFilteredRefreshedAndAnswered() throws Exception {
    try (SyntheticLake made = SyntheticLake.of(folder.resolve("lake"), Metric.EUCLIDEAN, 200, 8)) {
      String items = made.lake().sql(SyntheticLake.DATASET, "items");
      made.spark().sql("alter table %s add column tags array<string>".formatted(items));
      made.spark()
          .sql(
              "update %s set tags = array('odd', entity_id) where entity_id like '%%1'"
                  .formatted(items));
      new BuildAction(made.spark(), made.lake(), Progress.SILENT)
          .run(
              BuildOptions.of(SyntheticLake.INDEX, SyntheticLake.FEATURES)
                  .withSpec(IndexSpec.parse("IVF4,Flat")));
      assertThat(made.lake().index(SyntheticLake.INDEX).filterColumns())
          .containsEntry("tags", AttributeType.STRINGS);
      assertThat(found(made, "tags contains 'odd'")).hasSize(20).contains("e00001", "e00191");
      assertThat(found(made, "{\"tags\": {\"$all\": [\"odd\", \"e00011\"]}}"))
          .containsExactly("e00011");
      assertThat(found(made, "tags is null")).hasSize(180);

      made.spark()
          .sql("update %s set tags = array('new') where entity_id = 'e00002'".formatted(items));
      assertThat(
              new RefreshAction(made.spark(), made.lake(), Progress.SILENT)
                  .run(RefreshOptions.of(SyntheticLake.INDEX))
                  .published())
          .isTrue();
      assertThat(found(made, "tags contains 'new'")).containsExactly("e00002");

      Path queries =
          Files.writeString(
              folder.resolve("queries.jsonl"),
              "{\"id\": \"q\", \"vector\": [0, 0, 0, 0, 0, 0, 0, 0]}\n");
      SearchOptions options =
          SearchOptions.of(SyntheticLake.INDEX, 5).withFilter("tags contains any ('odd', 'new')");
      BatchSearchAction search = new BatchSearchAction(made.spark(), made.lake(), Progress.SILENT);
      List<Row> rows =
          search.run(search.queries(queries.toString(), options), options).collectAsList();
      assertThat(rows)
          .hasSize(5)
          .allSatisfy(
              row ->
                  assertThat(row.<String>getList(row.fieldIndex("tags")))
                      .containsAnyOf("odd", "new"));
    }
  }
}
