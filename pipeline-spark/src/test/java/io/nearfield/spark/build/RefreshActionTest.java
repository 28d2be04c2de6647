package io.nearfield.spark.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures.Coverage;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.EntryFiles;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.Refresh;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshActionTest {

  private static final IndexSpec SPEC = IndexSpec.parse("IVF16,PQ4");

  @TempDir Path folder;

  @Test
  void whatIsNewComesWhatChangedMovesWhatIsGoneLeaves() throws Exception {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.COSINE, 800, 16)) {
      Generation built = build(made, 0.95);
      assertThat(built.figures().coverage().featureSnapshot()).isEqualTo(built.featureSnapshot());
      assertThat(built.figures().training().cellDistance()).isBetween(0.01, 1.0);
      assertThat(built.figures().training().distortion()).isBetween(0.01, 1.0);
      assertThat(built.figures().lists().histogram().stream().mapToLong(n -> n).sum())
          .isEqualTo(16);

      made.append(SyntheticLake.vectors(7, 820, 16).subList(800, 820), 800, 2);
      RefreshReport grown = refresh(made);
      assertThat(grown.published()).isTrue();
      assertThat(grown.incremental()).isTrue();
      assertThat(List.of(grown.appended(), grown.changed(), grown.removed()))
          .containsExactly(20L, 0L, 0L);
      Coverage covers = grown.generation().figures().coverage();
      assertThat(covers.featureSnapshot()).isEqualTo(snapshot(made));
      assertThat(covers.spread()).isBetween(0.3, 3.0);
      assertThat(covers.drift()).isBetween(0.0, 0.2);

      String features = made.lake().sql(SyntheticLake.DATASET, "features_made");
      String items = made.lake().sql(SyntheticLake.DATASET, "items");
      made.spark()
          .sql("delete from %s where entity_id in ('e00003', 'e00810')".formatted(features));
      made.spark()
          .sql(
              "update %s set vector = transform(vector, x -> -x) where entity_id = 'e00005'"
                  .formatted(features));
      made.spark().sql("update %s set price = 1234.5 where entity_id = 'e00007'".formatted(items));
      made.spark()
          .sql("update %s set removed_at = now() where entity_id = 'e00009'".formatted(items));
      RefreshReport mixed = refresh(made);
      assertThat(mixed.published()).isTrue();
      assertThat(mixed.incremental()).isFalse();
      assertThat(List.of(mixed.appended(), mixed.changed(), mixed.removed()))
          .containsExactly(0L, 2L, 3L);
      assertThat(mixed.generation().entries()).isEqualTo(817);

      Map<String, IndexEntry> entries = entries(made, mixed.generation());
      assertThat(entries)
          .hasSize(817)
          .containsKeys("e00000", "e00805")
          .doesNotContainKeys("e00003", "e00810", "e00009");
      assertThat(entries.get("e00007").attributes()).containsEntry("price", 1234.5);
      assertThat(entries.get("e00805").attributes())
          .containsEntry("lang", SyntheticLake.language(805));
      float[] turned = SyntheticLake.vectors(7, 820, 16).get(5);
      for (int i = 0; i < turned.length; i++) {
        turned[i] = -turned[i];
      }
      assertThat(nearest(made, turned)).isEqualTo("e00005");
      assertThat(refresh(made).changesAnything()).isFalse();

      // A build from nothing has the same entries in it.
      Generation anew = build(made, 0.95);
      assertThat(entries(made, anew).keySet()).isEqualTo(entries.keySet());
      Run run = last(made.lake().runs(SyntheticLake.DATASET), "refresh");
      assertThat(run.figures()).containsEntry("entries", 817.0).containsEntry("removed", 0.0);
    }
  }

  @Test
  void aRefreshThatFailsOrComesLateChangesNothing() throws Exception {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.EUCLIDEAN, 600, 16)) {
      Generation built = build(made, 0.9);
      IndexTable index = made.lake().index(SyntheticLake.INDEX);
      Map<String, IndexEntry> before = entries(made, built);
      long snapshot = index(made).currentSnapshot().snapshotId();
      made.append(SyntheticLake.vectors(9, 40, 16), 600, 1);

      Refresh refresh = index.refresh();
      assertThatThrownBy(
              () ->
                  new RefreshAction(made.spark(), made.lake(), new FailsAt("grading against"))
                      .run(RefreshOptions.of(SyntheticLake.INDEX)))
          .hasMessage("the power went out");
      assertThat(index.requireActive()).isEqualTo(built);
      assertThat(index(made).currentSnapshot().snapshotId()).isEqualTo(snapshot);
      assertThat(entries(made, built).keySet()).isEqualTo(before.keySet());
      assertThat(index(made).snapshots()).hasSize(1);

      // Two refreshes of the same state: the second to publish is refused.
      assertThat(refresh(made).published()).isTrue();
      refresh.stage(EntryFiles.none());
      assertThatThrownBy(() -> refresh.publish(built.withEntries(1)))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("somebody else meanwhile; nothing was changed");
      assertThat(index.requireActive().entries()).isEqualTo(640);
    }
  }

  @Test
  void aRefreshBelowTheTargetIsRefusedAndChangesNothing() throws Exception {
    int few = 600;
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.EUCLIDEAN, few, 16)) {
      // Sixteen codes in all: with so few vectors nearly all are compared exactly, later they are
      // not.
      Generation built = build(made, IndexSpec.parse("IVF1,PQ1x4,Refine(Flat)"), 0.95);
      assertThat(built.state()).isEqualTo(Generation.State.ACTIVE);
      Map<String, IndexEntry> before = entries(made, built);
      made.append(SyntheticLake.vectors(9, 10 * few, 16), few, 1);

      RefreshReport report = refresh(made);

      assertThat(report.published()).isFalse();
      assertThat(report.advice()).contains("recall@10 would reach at most", "the target is 0.95");
      IndexTable index = made.lake().index(SyntheticLake.INDEX);
      assertThat(index.requireActive()).isEqualTo(built);
      assertThat(entries(made, built).keySet()).isEqualTo(before.keySet());
    }
  }

  private record FailsAt(String task) implements Progress {
    @Override
    public void begin(String begun, long total) {
      if (begun.startsWith(task)) {
        throw new IllegalStateException("the power went out");
      }
    }

    @Override
    public void at(long done) {}

    @Override
    public void end(String summary) {}
  }

  private static Generation build(SyntheticLake made, double target) {
    return build(made, SPEC, target);
  }

  private static Generation build(SyntheticLake made, IndexSpec spec, double target) {
    return new BuildAction(made.spark(), made.lake(), Progress.SILENT)
        .run(
            BuildOptions.of(SyntheticLake.INDEX, SyntheticLake.FEATURES)
                .withSpec(spec)
                .withRecallTarget(target))
        .generation();
  }

  private static RefreshReport refresh(SyntheticLake made) {
    return new RefreshAction(made.spark(), made.lake(), Progress.SILENT)
        .run(RefreshOptions.of(SyntheticLake.INDEX));
  }

  private static org.apache.iceberg.Table index(SyntheticLake made) {
    return made.lake().table(SyntheticLake.DATASET, "index_near");
  }

  private static long snapshot(SyntheticLake made) {
    return made.lake()
        .table(SyntheticLake.DATASET, Lake.featureTable(SyntheticLake.FEATURES))
        .currentSnapshot()
        .snapshotId();
  }

  private static String nearest(SyntheticLake made, float[] vector) {
    try (IndexSearcher searcher =
        IndexSearcher.open(made.lake(), SyntheticLake.INDEX, set -> null)) {
      List<Neighbour> found =
          searcher.search(Lookup.of(new Lookup.ByVector(vector), 1).asExact()).neighbours();
      return found.get(0).entityId();
    }
  }

  private static Run last(List<Run> runs, String type) {
    return runs.stream().filter(run -> run.type().equals(type)).reduce((a, b) -> b).orElseThrow();
  }

  private static Map<String, IndexEntry> entries(SyntheticLake made, Generation generation)
      throws Exception {
    Map<String, IndexEntry> entries = new TreeMap<>();
    IndexTable index = made.lake().index(SyntheticLake.INDEX);
    for (int partition = 0; partition < generation.partitions(); partition++) {
      try (CloseableIterable<IndexEntry> rows = index.entries(generation.number(), partition)) {
        List<IndexEntry> here = new ArrayList<>();
        rows.forEach(here::add);
        for (IndexEntry entry : here) {
          assertThat(entries.put(entry.entityId(), entry))
              .as("%s twice: %s", entry.entityId(), Arrays.toString(entry.code()))
              .isNull();
        }
      }
    }
    return entries;
  }
}
