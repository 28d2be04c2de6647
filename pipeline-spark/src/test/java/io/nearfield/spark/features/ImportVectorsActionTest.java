package io.nearfield.spark.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.FeatureSet;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
}
