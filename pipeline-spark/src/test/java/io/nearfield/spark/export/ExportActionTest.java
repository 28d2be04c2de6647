package io.nearfield.spark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.export.ExportManifest;
import io.nearfield.connect.export.ExportedFile;
import io.nearfield.connect.feature.VectorLine;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.faiss.FaissFiles;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.vectors.VectorFile;
import io.nearfield.spark.TestLake;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.export.ExportOptions.Mode;
import io.nearfield.spark.export.ExportOptions.Selection;
import io.nearfield.spark.features.AddVectorsAction;
import io.nearfield.spark.features.ImportOptions;
import io.nearfield.spark.features.ImportVectorsAction;
import io.nearfield.spark.features.ModelClaim;
import io.nearfield.spark.features.VectorsReport;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportActionTest {

  @TempDir Path temp;
  private final Lake lake = TestLake.lake();
  private final String dataset = TestLake.newDataset();

  private void items(String... lines) throws IOException {
    Path file = temp.resolve("items.jsonl");
    Files.writeString(file, String.join("\n", lines));
    new IngestAction(TestLake.spark(), lake, Progress.SILENT)
        .run(IngestOptions.of(dataset, List.of(file.toString())));
  }

  private FeatureSet set(String name, EntityType type) {
    return lake.createFeatureSet(
        new FeatureSet(dataset, name, Metric.COSINE, ModelIdentity.imported(3), null)
            .withEntityType(type));
  }

  private void add(String set, String id, String numbers) {
    new AddVectorsAction(lake)
        .run(
            dataset,
            set,
            ModelClaim.NONE,
            "test",
            List.of(VectorLine.ofNumbers(id, null, numbers)).iterator());
  }

  private void shop() throws IOException {
    items(
        "{\"id\": \"a\", \"text\": \"red, \\\"round\\\"\\nball\", \"price\": 5}",
        "{\"id\": \"b\", \"text\": \"blue box\", \"price\": 50}",
        "{\"id\": \"c\", \"text\": \"old shoe\"}");
    set("own", EntityType.ITEM);
    set("parts", EntityType.ANNOTATION);
    add("own", "a", "[0.1, 0.2, -0.30000001]");
    add("own", "b", "[1e-20, 2, 3]");
    add("parts", "a#1", "[1, 0, 0]");
    add("parts", "a#2", "[0, 1, 0]");
  }

  private ExportOptions options(ExportFormat format, Mode mode, String filter, String... sets) {
    return new ExportOptions(
        dataset,
        "all",
        temp.resolve("out-" + format).toString(),
        new Selection(format, List.of(sets), filter, null),
        mode,
        0);
  }

  private ExportReport export(ExportOptions options) {
    return new ExportAction(TestLake.spark(), lake, Progress.SILENT).run(options);
  }

  /** Checks each file against the manifest, and that there are no others. */
  private static Path whole(ExportReport report) throws IOException {
    Path folder = Path.of(report.folder().replaceFirst("^file:", ""));
    ExportManifest manifest = report.manifest();
    assertThat(ExportManifest.parse(Files.readAllBytes(folder.resolve("manifest.json")), "m"))
        .isEqualTo(manifest);
    List<String> names = new ArrayList<>(List.of("manifest.json"));
    for (ExportedFile file : manifest.files()) {
      byte[] bytes = Files.readAllBytes(folder.resolve(file.path()));
      assertThat((long) bytes.length).isEqualTo(file.bytes());
      assertThat(Hashes.sha256(bytes)).isEqualTo(file.sha256());
      names.add(file.path());
    }
    try (Stream<Path> there = Files.walk(folder)) {
      assertThat(there.filter(Files::isRegularFile).map(one -> folder.relativize(one).toString()))
          .containsExactlyInAnyOrderElementsOf(names);
    }
    return folder;
  }

  private VectorsReport imported(ImportOptions.Format format, Path from, Path ids, String set) {
    return new ImportVectorsAction(TestLake.spark(), lake, Progress.SILENT)
        .run(
            new ImportOptions(
                dataset,
                set,
                format,
                from.toString(),
                ids == null ? null : ids.toString(),
                new ImportOptions.Columns("entity_id", "vector_own", null),
                ModelClaim.NONE));
  }

  @Test
  void whatIsExportedCanBeImportedAndIsTheSame() throws IOException {
    shop();
    ExportReport jsonl = export(options(ExportFormat.JSONL, Mode.EVERYTHING, null, "own", "parts"));
    Path folder = whole(jsonl);
    assertThat(jsonl.manifest().counts()).containsEntry("rows", 3L);
    VectorsReport own = imported(ImportOptions.Format.JSONL, folder.resolve("data"), null, "own");
    assertThat(List.of(own.in(), own.unchanged())).containsExactly(2L, 2L);
    VectorsReport parts =
        imported(ImportOptions.Format.JSONL, folder.resolve("data"), null, "parts");
    assertThat(List.of(parts.in(), parts.unchanged())).containsExactly(2L, 2L);

    ExportReport parquet = export(options(ExportFormat.PARQUET, Mode.EVERYTHING, null, "own"));
    VectorsReport column =
        imported(ImportOptions.Format.PARQUET, whole(parquet).resolve("data"), null, "own");
    assertThat(column.unchanged()).isEqualTo(2);
    assertThat(column.refused()).as("an item without a vector").isEqualTo(1);

    ExportReport npy = export(options(ExportFormat.NPY, Mode.EVERYTHING, null, "own"));
    folder = whole(npy);
    assertThat(Files.readAllLines(folder.resolve("ids.txt"))).containsExactly("a", "b");
    assertThat(
            imported(
                    ImportOptions.Format.NPY,
                    folder.resolve("vectors.npy"),
                    folder.resolve("ids.txt"),
                    "own")
                .unchanged())
        .isEqualTo(2);
    ExportReport fvecs = export(options(ExportFormat.FVECS, Mode.EVERYTHING, "price < 20", "own"));
    assertThat(VectorFile.readAll(whole(fvecs).resolve("vectors.fvecs")).values())
        .containsExactly(0.1f, 0.2f, -0.30000001f);

    ExportReport csv =
        export(options(ExportFormat.CSV, Mode.EVERYTHING, "price is not null", "own", "parts"));
    List<Row> rows =
        TestLake.spark()
            .read()
            .option("header", true)
            .option("multiLine", true)
            .option("escape", "\"")
            .csv(whole(csv).resolve("data").toString())
            .orderBy("entity_id")
            .collectAsList();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).<String>getAs("text")).isEqualTo("red, \"round\"\nball");
    assertThat(rows.get(0).<String>getAs("vector_own")).isEqualTo("[0.1,0.2,-0.3]");
    assertThat(rows.get(0).<String>getAs("vectors_parts")).contains("\"entity_id\":\"a#2\"");
  }

  @Test
  void aSheetRunsNothingAndTheUsersColumnMakesPlaceForVectors() throws IOException {
    items(
        "{\"id\": \"=1+1\", \"text\": \"=HYPERLINK(1)\", \"price\": -5, \"vector_own\": \"@mine\"}",
        "{\"id\": \"b\", \"text\": \"plain - text\", \"price\": 5, \"vector_own\": \"x\"}");
    set("own", EntityType.ITEM);
    add("own", "b", "[1, 2, 3]");
    ExportReport sheet = export(options(ExportFormat.SHEET, Mode.EVERYTHING, null, "own"));
    assertThat(sheet.manifest().about().selection()).containsEntry("format", "sheet");
    List<Row> rows =
        TestLake.spark()
            .read()
            .option("header", true)
            .csv(whole(sheet).resolve("data").toString())
            .orderBy("text")
            .collectAsList();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).<String>getAs("entity_id")).isEqualTo("'=1+1");
    assertThat(rows.get(0).<String>getAs("text")).isEqualTo("'=HYPERLINK(1)");
    assertThat(rows.get(0).<String>getAs("price")).as("a number").isEqualTo("-5");
    assertThat(rows.get(0).<String>getAs("user_vector_own")).isEqualTo("'@mine");
    assertThat(rows.get(1).<String>getAs("text")).isEqualTo("plain - text");
    assertThat(rows.get(1).<String>getAs("user_vector_own")).isEqualTo("x");
    assertThat(rows.get(1).<String>getAs("vector_own")).isEqualTo("[1.0,2.0,3.0]");
    assertThat(sheet.manifest().schema()).containsKeys("user_vector_own", "vector_own");

    set("Own", EntityType.ITEM);
    assertThatThrownBy(
            () -> export(options(ExportFormat.PARQUET, Mode.EVERYTHING, null, "own", "Own")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("vector_own");
  }

  @Test
  void onlyChangesFollowAndAKilledRunChangesNothing() throws IOException {
    shop();
    ExportOptions nightly = options(ExportFormat.JSONL, Mode.CHANGES, "price < 100", "own");
    Path base = Path.of(nightly.to());

    assertThatThrownBy(() -> killed(nightly, "written")).isInstanceOf(Killed.class);
    assertThat(visible(base)).isEmpty();
    assertThat(whole(export(nightly))).isEqualTo(base.resolve("000001"));
    assertThat(export(nightly).nothingNew()).isTrue();
    assertThat(visible(base)).containsExactly("000001");

    add("own", "b", "[3, 2, 1]");
    items(
        "{\"id\": \"a\", \"text\": \"red ball\", \"price\": 500}",
        "{\"id\": \"d\", \"text\": \"new\", \"price\": 1}");
    assertThatThrownBy(() -> killed(nightly, "written")).isInstanceOf(Killed.class);
    assertThat(visible(base)).containsExactly("000001");
    assertThatThrownBy(() -> killed(nightly, "published")).isInstanceOf(Killed.class);
    assertThat(visible(base)).containsExactly("000001", "000002");
    String second = Files.readString(only(base.resolve("000002/data")));
    assertThat(second.lines().map(line -> line.replaceFirst(".*\"entity_id\":\"(.)\".*", "$1")))
        .containsExactlyInAnyOrder("b", "d");
    assertThat(second).contains("\"value\":[3.0,2.0,1.0]");
    assertThat(Files.readString(only(base.resolve("000002/removed"))))
        .isEqualTo("{\"entity_id\":\"a\"}\n");

    // The run that was killed after publishing is taken as done; only what came later follows.
    items("{\"id\": \"e\", \"text\": \"newer\", \"price\": 1}");
    ExportReport third = export(nightly);
    assertThat(whole(third)).isEqualTo(base.resolve("000003"));
    assertThat(third.manifest().counts()).containsEntry("rows", 1L).containsEntry("removed", 0L);
    assertThat(export(nightly).nothingNew()).isTrue();
    assertThatThrownBy(
            () -> export(options(ExportFormat.JSONL, Mode.CHANGES, "price < 100", "own", "parts")))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("--name");
  }

  @Test
  void whatIsThereIsNotOverwrittenUnlessItIsTheSameExport() throws IOException {
    shop();
    ExportOptions all = options(ExportFormat.PARQUET, Mode.EVERYTHING, null);
    whole(export(all));
    assertThat(export(all).nothingNew()).isTrue();
    items("{\"id\": \"d\", \"text\": \"new\"}");
    assertThatThrownBy(() -> export(all))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("--replace");
    assertThatThrownBy(
            () ->
                export(
                    new ExportOptions(
                        dataset, "other", all.to(), all.selection(), Mode.REPLACE, 0)))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("another export");
    ExportReport again = export(options(ExportFormat.PARQUET, Mode.REPLACE, null));
    whole(again);
    assertThat(again.manifest().counts()).containsEntry("rows", 4L);
  }

  @Test
  void aGenerationBecomesAFaissFileWithTheSameNeighbours() throws IOException {
    set("own", EntityType.ITEM);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"id\": \"e%d\", \"vector\": [%f, %f, %f]}\n",
              i,
              Math.cos(i),
              Math.sin(i * 1.7),
              Math.cos(i * 0.3 + 1)));
    }
    Path file = temp.resolve("v.jsonl");
    Files.writeString(file, lines);
    imported(ImportOptions.Format.JSONL, file, null, "own");
    IndexRef ref = new IndexRef(dataset, "things");
    new BuildAction(TestLake.spark(), lake, Progress.SILENT)
        .run(BuildOptions.of(ref, "own").withSpec(IndexSpec.parse("IVF4,PQ3x4")));
    ExportReport report =
        export(
            new ExportOptions(
                dataset,
                "all",
                temp.resolve("out").toString(),
                new Selection(ExportFormat.FAISS, List.of(), null, ref),
                Mode.EVERYTHING,
                0));
    Path folder = whole(report);
    VectorIndex index = FaissFiles.read(folder.resolve("index.faiss"));
    List<String> ids = Files.readAllLines(folder.resolve("ids.txt"));
    assertThat(index.size()).isEqualTo(300);
    assertThat(ids).hasSize(300).doesNotHaveDuplicates();
    for (int i = 0; i < 300; i += 60) {
      float[] own = vector("e" + i);
      long nearest = index.search(own, SearchRequest.nearest(1).withNprobe(4)).ids()[0];
      assertThat(ids.get((int) nearest)).isEqualTo("e" + i);
    }
  }

  private float[] vector(String id) {
    FeatureSet own = lake.requireFeatureSet(dataset, "own");
    return lake.features(own).find(List.of(id)).get(id).vector();
  }

  /** As a signal would end it: nothing is tidied up. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private void killed(ExportOptions options, String where) {
    new ExportAction(
            TestLake.spark(),
            lake,
            Progress.SILENT,
            point -> {
              if (point.equals(where)) {
                throw new Killed();
              }
            })
        .run(options);
  }

  private static List<String> visible(Path base) throws IOException {
    try (Stream<Path> there = Files.list(base)) {
      return there
          .map(one -> one.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> there = Files.list(folder)) {
      return there.findFirst().orElseThrow();
    }
  }
}
