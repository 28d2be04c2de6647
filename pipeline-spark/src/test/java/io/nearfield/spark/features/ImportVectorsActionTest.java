package io.nearfield.spark.features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nearfield.connect.api.CommitConflictException;
import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.feature.VectorLine;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.vectors.VectorFileWriter;
import io.nearfield.spark.TestLake;
import io.nearfield.spark.features.ImportOptions.Columns;
import io.nearfield.spark.features.ImportOptions.Format;
import io.nearfield.spark.features.VectorRows.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportVectorsActionTest {

  @TempDir Path temp;
  private final Lake lake = TestLake.lake();
  private final String dataset = TestLake.newDataset();
  private FeatureSet set;

  @BeforeEach
  void create() {
    set =
        lake.createFeatureSet(
            new FeatureSet(
                dataset, "own", Metric.COSINE, ModelIdentity.imported("ada-002", 2), null));
  }

  private VectorsReport imported(Format format, Path from, Path ids, Columns columns) {
    return new ImportVectorsAction(TestLake.spark(), lake, Progress.SILENT)
        .run(
            new ImportOptions(
                dataset,
                "own",
                format,
                from == null ? null : from.toString(),
                ids == null ? null : ids.toString(),
                columns,
                new ModelClaim("ada-002", null)));
  }

  private float[] vector(String id) {
    return lake.features(set).find(Set.of(id)).get(id).vector();
  }

  @Test
  void aParquetColumnIsImportedAndWhatDoesNotFitIsRefused() {
    Path file = temp.resolve("ada.parquet");
    TestLake.spark()
        .sql(
            "SELECT * FROM VALUES (1, named_struct('e', array(1D, 2D))),"
                + " (2, named_struct('e', array(1D, 2D, 3D))),"
                + " (3, named_struct('e', array(0D, 0D))),"
                + " (4, named_struct('e', array(double('NaN'), 1D))),"
                + " (5, named_struct('e', array(1D, null))),"
                + " (6, null), (null, named_struct('e', array(1D, 1D))),"
                + " (1, named_struct('e', array(1D, 2D))), (1, named_struct('e', array(9D, 9D)))"
                + " AS t(sku, doc)")
        .coalesce(1)
        .write()
        .parquet(file.toString());
    Columns columns = new Columns("sku", "doc.e", null);

    VectorsReport report = imported(Format.PARQUET, file, null, columns);

    assertThat(report.in()).isEqualTo(9);
    assertThat(report.added()).isEqualTo(1);
    assertThat(report.unchanged()).as("the same vector twice").isEqualTo(1);
    assertThat(report.refused()).isEqualTo(7);
    assertThat(report.firstRefusals()).hasSize(5);
    assertThat(vector("1")).containsExactly(1, 2);
    assertThat(lake.deadLetters(dataset))
        .extracting(DeadLetter::entityId, DeadLetter::reason)
        .containsExactlyInAnyOrder(
            tuple("2", "wrong-dimension"),
            tuple("3", "zero-vector"),
            tuple("4", "not-finite"),
            tuple("5", "malformed-vector"),
            tuple("6", "missing-vector"),
            tuple(null, "missing-id"),
            tuple("1", "duplicate-id"));
    assertThatThrownBy(() -> imported(Format.PARQUET, file, null, new Columns("sku", "nope", null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nope'")
        .hasMessageContaining("sku, doc");
  }

  @Test
  void linesOfJsonReplaceWhatIsThereAndTheSameAgainChangesNothing() throws IOException {
    new AddVectorsAction(lake)
        .run(
            dataset,
            "own",
            ModelClaim.NONE,
            "test",
            List.of(VectorLine.ofNumbers("a", null, "[1, 1]")).iterator());
    Path file = temp.resolve("v.jsonl");
    Files.writeString(
        file,
        """
        {"id": "a", "vector": [2, 1]}

        {"id": "b", "features": [{"featureSetId": "own", "value": [1, 2]}]}
        {"id": "c", "vector": [2, 1]
        """);

    VectorsReport report = imported(Format.JSONL, file, null, Columns.DEFAULT);

    assertThat(List.of(report.added(), report.updated(), report.refused()))
        .containsExactly(1L, 1L, 1L);
    assertThat(report.firstRefusals().get(0)).startsWith("v.jsonl:4: ");
    assertThat(vector("a")).containsExactly(2, 1);
    long snapshot = snapshot();
    assertThat(imported(Format.JSONL, file, null, Columns.DEFAULT).unchanged()).isEqualTo(2);
    assertThat(snapshot()).isEqualTo(snapshot);
    assertThat(lake.features(set).count()).isEqualTo(2);
  }

  private long snapshot() {
    return lake.table(dataset, Lake.featureTable("own")).currentSnapshot().snapshotId();
  }

  @Test
  void filesOfVectorsComeWithAFileOfIds() throws IOException {
    Path vectors = temp.resolve("v.npy");
    VectorFileWriter.writeAll(vectors, new VectorBatch(new float[] {1, 2, 3, 4, 5, 6}, 2));
    Path ids = temp.resolve("v.ids");
    Files.writeString(ids, "α 1\r\nb\nc");

    assertThat(imported(Format.NPY, vectors, ids, Columns.DEFAULT).added()).isEqualTo(3);
    assertThat(vector("α 1")).containsExactly(1, 2);
    assertThat(vector("c")).containsExactly(5, 6);

    Path fvecs = temp.resolve("v.fvecs");
    VectorFileWriter.writeAll(fvecs, new VectorBatch(new float[] {1, 2, 3, 4, 7, 8}, 2));
    VectorsReport again = imported(Format.FVECS, fvecs, ids, Columns.DEFAULT);
    assertThat(List.of(again.updated(), again.unchanged())).containsExactly(1L, 2L);

    Files.writeString(ids, "a\nb\n");
    assertThatThrownBy(() -> imported(Format.FVECS, fvecs, ids, Columns.DEFAULT))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("3 vectors")
        .hasMessageContaining("2 ids");
  }

  @Test
  void aColumnOfTheItemsIsImportedUnderItsOwnModelOnly() throws Exception {
    lake.items(dataset);
    TestLake.spark()
        .sql("ALTER TABLE " + lake.sql(dataset, "items") + " ADD COLUMN emb array<double>");
    TestLake.spark()
        .sql(
            "INSERT INTO "
                + lake.sql(dataset, "items")
                + " (entity_id, emb) VALUES ('a', array(1D, 0D)), ('b', null)");
    VectorsReport report =
        imported(Format.ITEMS, null, null, new Columns("entity_id", "emb", null));
    assertThat(report.added()).isEqualTo(1);
    assertThat(report.refused()).isEqualTo(1);

    assertThatThrownBy(
            () ->
                new ImportVectorsAction(TestLake.spark(), lake, Progress.SILENT)
                    .run(
                        new ImportOptions(
                            dataset,
                            "own",
                            Format.ITEMS,
                            null,
                            null,
                            new Columns("entity_id", "emb", null),
                            new ModelClaim("ada-003", null))))
        .isInstanceOf(IncompatibleException.class);
  }

  @Test
  void ofSeveralImportsAtOnceIntoAnEmptySetOneWritesAndTheOthersAreTold() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      lines
          .append("{\"id\": \"e")
          .append(i)
          .append("\", \"vector\": [1, ")
          .append(i)
          .append("]}\n");
    }
    Path file = Files.writeString(temp.resolve("v.jsonl"), lines);
    TestLake.spark();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    long added = 0;
    try {
      List<Future<VectorsReport>> runs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        runs.add(threads.submit(() -> imported(Format.JSONL, file, null, Columns.DEFAULT)));
      }
      for (Future<VectorsReport> run : runs) {
        try {
          added += run.get().added();
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOf(CommitConflictException.class)
              .hasMessageContaining("nothing was imported, run it again");
        }
      }
    } finally {
      threads.shutdown();
    }
    assertThat(added).isEqualTo(200);
    assertThat(rows()).isEqualTo(200);
    assertThat(lake.features(set).count()).isEqualTo(200);
  }

  private long rows() {
    String table = lake.sql(dataset, Lake.featureTable("own"));
    TestLake.spark().catalog().refreshTable(table);
    return TestLake.spark().table(table).count();
  }

  @Test
  void whatAnotherRunWroteMeanwhileStays() {
    String mine = dataset;
    Dataset<Row> rows =
        TestLake.spark()
            .createDataFrame(List.of(row("a.jsonl", 1, "a", 2, 1)), VectorRows.SCHEMA)
            .map(
                (MapFunction<Row, Row>)
                    row -> {
                      // Evaluated after the import has looked at the set.
                      FeatureSet set = TestLake.lake().requireFeatureSet(mine, "own");
                      float[] other = {7, 7};
                      TestLake.lake()
                          .features(set)
                          .upsert(
                              List.of(
                                  new FeatureVector(
                                      "a", "a", other, "h", set.model().hash(), Instant.EPOCH)));
                      return row;
                    },
                Encoders.row(VectorRows.SCHEMA));
    VectorMerge merge = new VectorMerge(TestLake.spark(), lake, set);
    assertThatThrownBy(() -> merge.merge(rows)).isInstanceOf(CommitConflictException.class);
    assertThat(vector("a")).containsExactly(7, 7);
    assertThat(rows()).isEqualTo(1);
  }

  private Row row(String file, long line, String id, float... vector) {
    return VectorRows.of(set, new Place(file, line, 0, file + ":" + line), id, null, vector);
  }

  @Test
  void oneIdThatComesAgainAndAgainIsToldByItsFirstPlaceOnly() {
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      rows.add(row("b.jsonl", i, "same", 1, i));
      rows.add(row("b.jsonl", 1000 + i, "e" + i, 1, i));
    }
    rows.add(row("a.jsonl", 9, "same", 1, 400)); // the first by its file
    VectorsReport report =
        new VectorMerge(TestLake.spark(), lake, set)
            .merge(TestLake.spark().createDataFrame(rows, VectorRows.SCHEMA).repartition(5));
    assertThat(List.of(report.added(), report.unchanged(), report.refused()))
        .containsExactly(501L, 1L, 499L);
    assertThat(vector("same")).containsExactly(1, 400);
    assertThat(report.firstRefusals().get(0)).startsWith("b.jsonl:1: ").contains("a.jsonl:9");
  }

  @Test
  void linesWithoutEndAreRefusedAndFilesAreReadInTheOrderOfTheirNames() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("lines"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.jsonl.gz")))) {
      out.write("{\"id\": \"a\", \"vector\": [1, 1]}\n{\"id\": \"".getBytes(UTF_8));
      byte[] block = "x".repeat(1 << 20).getBytes(UTF_8);
      for (int i = 0; i < 20; i++) {
        out.write(block);
      }
      out.write("\", \"vector\": [1, 1]}\n{\"id\": \"c\", \"vector\": [1, 1]}".getBytes(UTF_8));
    }
    Files.writeString(folder.resolve("b.jsonl"), "{\"id\": \"a\", \"vector\": [5, 5]}\n");

    VectorsReport report = imported(Format.JSONL, folder, null, Columns.DEFAULT);

    assertThat(List.of(report.in(), report.added(), report.refused())).containsExactly(4L, 2L, 2L);
    assertThat(vector("a")).containsExactly(1, 1);
    assertThat(lake.deadLetters(dataset))
        .extracting(DeadLetter::source, DeadLetter::reason)
        .containsExactlyInAnyOrder(
            tuple("a.jsonl.gz:2", "too-large"), tuple("b.jsonl:1", "duplicate-id"));
  }

  @Test
  void parquetFilesAreReadInTheOrderOfTheirNamesToo() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("parts"));
    for (String name : List.of("b", "a")) {
      Path made = temp.resolve("made-" + name);
      TestLake.spark()
          .sql(
              "SELECT 'x' AS entity_id, array(1F, %sF) AS vector"
                  .formatted(name.equals("a") ? 2 : 3))
          .coalesce(1)
          .write()
          .parquet(made.toString());
      try (var files = Files.list(made)) {
        Files.copy(
            files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow(),
            folder.resolve(name + ".parquet"));
      }
    }
    assertThat(imported(Format.PARQUET, folder, null, Columns.DEFAULT).added()).isEqualTo(1);
    assertThat(vector("x")).containsExactly(1, 2);
  }

  @Test
  void aFileOfIdsWithoutLineEndsIsRefused() throws IOException {
    Path vectors = temp.resolve("w.npy");
    VectorFileWriter.writeAll(vectors, new VectorBatch(new float[] {1, 2}, 2));
    Path ids = Files.writeString(temp.resolve("w.ids"), "x".repeat(20_000));
    assertThatThrownBy(() -> imported(Format.NPY, vectors, ids, Columns.DEFAULT))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("line 1 is longer than 16,384 bytes");
  }

  @Test
  void vectorsAreCountedAsAReaderFindsThemWhateverEnginesDidToTheTable() {
    String hash = set.model().hash();
    List<FeatureVector> three = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      three.add(new FeatureVector(id, id, new float[] {1, 2}, "h", hash, Instant.EPOCH));
    }
    lake.features(set).upsert(three);
    // A position delete, whose data file is then rewritten without what it names.
    lake.features(set)
        .upsert(List.of(new FeatureVector("b", "b", new float[] {3, 4}, "i", hash, Instant.EPOCH)));
    String table = lake.sql(dataset, Lake.featureTable("own"));
    TestLake.spark().catalog().refreshTable(table);
    assertThat(lake.features(set).count()).isEqualTo(3);
    TestLake.spark().sql("UPDATE " + table + " SET item_id = 'x' WHERE entity_id = 'a'");
    assertThat(rows()).isEqualTo(3);
    assertThat(lake.features(set).count()).isEqualTo(3);
    lake.features(set)
        .upsert(List.of(new FeatureVector("c", "c", new float[] {5, 6}, "j", hash, Instant.EPOCH)));
    assertThat(lake.features(set).count()).isEqualTo(3);
    TestLake.spark().sql("DELETE FROM " + table + " WHERE entity_id = 'c'");
    assertThat(lake.features(set).count()).isEqualTo(2);
  }
}
