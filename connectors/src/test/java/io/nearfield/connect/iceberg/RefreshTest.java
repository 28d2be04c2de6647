package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refresh, with a failure before and after each of its commits. */
class RefreshTest {

  private static final FeatureSet SET = LakeFixture.featureSet("shop", "words", Metric.DOT, 2);
  private static final Plan PLAN = Plan.of("near", SET, "Flat").withPartitions(1);

  @TempDir Path folder;

  private static Generation build(Lake lake) {
    List<Entity> entities = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entities.add(new Entity("e" + i, new float[] {i, 1}, Map.of()));
    }
    return LakeFixture.build(lake, PLAN, entities);
  }

  private static Set<String> ids(IndexTable index, long generation) {
    Set<String> ids = new TreeSet<>();
    index.locations(generation).forEach(at -> ids.add(at.entityId()));
    return ids;
  }

  /** One entry more, and the first of the table's file less. */
  private static EntryFiles change(Lake lake, Refresh refresh, String id) throws Exception {
    Table table = lake.table("shop", "index_near");
    String file;
    try (CloseableIterable<FileScanTask> files =
        table
            .newScan()
            .filter(Expressions.equal("generation", refresh.before().number()))
            .planFiles()) {
      file = files.iterator().next().file().location();
    }
    IndexEntry entry = new IndexEntry(0, id, new byte[0], new float[] {9, 9}, Map.of());
    EntryWriter writer = refresh.writer();
    return writer
        .add(0, List.of(entry).iterator())
        .plus(writer.remove(0, List.of(new EntryWriter.Place(file, 0)).iterator()));
  }

  @Test
  void seenByNobodyUntilPublishedAndThenByAll() throws Exception {
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      Generation built = build(lake);
      IndexTable index = lake.index(PLAN.ref());
      Refresh refresh = index.refresh();
      refresh.stage(change(lake, refresh, "new"));
      assertThat(ids(index, 1)).containsExactly("e0", "e1", "e2", "e3", "e4");
      List<String> staged = new ArrayList<>();
      try (CloseableIterable<IndexEntry> rows = refresh.reader(List.of()).entries(0)) {
        rows.forEach(entry -> staged.add(entry.entityId()));
      }
      assertThat(staged).containsExactlyInAnyOrder("e1", "e2", "e3", "e4", "new");

      // Other generations may come and go meanwhile.
      Generation other =
          LakeFixture.buildOnly(lake, PLAN, List.of(new Entity("x", new float[] {1, 0}, Map.of())));
      index.reject(other);

      refresh.publish(built.withEntries(5).withSetting(1, 3));
      assertThat(ids(index, 1)).containsExactly("e1", "e2", "e3", "e4", "new");
      assertThat(index.requireActive().rerankFactor()).isEqualTo(3);
      assertThat(index.entry(1, "new")).isPresent();
      assertThat(index.entry(1, "e0")).isEmpty();
      // Whatever reads Iceberg sees the same, and the staged snapshot is gone.
      Table table = lake.table("shop", "index_near");
      try (CloseableIterable<Record> rows =
          IcebergGenerics.read(table).where(Expressions.equal("generation", 1)).build()) {
        assertThat(rows).hasSize(5);
      }
      assertThat(table.snapshot(refresh.stagedSnapshot())).isNull();
    }
  }

  @Test
  void aProcessThatDiesAfterStagingIsNeverVisibleAndItsFilesExpire() throws Exception {
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      build(lake);
      IndexTable index = lake.index(PLAN.ref());
      Refresh dead = index.refresh();
      dead.stage(change(lake, dead, "lost"));
      // Nothing more is heard of it. Others go on.
      Refresh next = index.refresh();
      next.stage(change(lake, next, "kept"));
      next.publish(next.before());
      assertThat(ids(index, 1)).containsExactly("e1", "e2", "e3", "e4", "kept");
      ExpireIndex.run(
          lake,
          index,
          new ExpireIndex.Policy(
              Instant.now(), 2, Instant.now().plusSeconds(1), Instant.now().plusSeconds(1)));
      Table table = lake.table("shop", "index_near");
      assertThat(table.snapshot(dead.stagedSnapshot())).isNull();
      for (String file : dead.addedFiles()) {
        assertThat(table.io().newInputFile(file).exists()).isFalse();
      }
      assertThat(ids(index, 1)).containsExactly("e1", "e2", "e3", "e4", "kept");
      assertThat(index.entry(1, "kept")).isPresent();
    }
  }

  @Test
  void discardedAndOutrunRefreshesChangeNothing() throws Exception {
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      build(lake);
      IndexTable index = lake.index(PLAN.ref());
      Refresh taken = index.refresh();
      taken.stage(change(lake, taken, "no"));
      List<String> files = taken.addedFiles();
      taken.discard();
      Table table = lake.table("shop", "index_near");
      assertThat(table.snapshots()).hasSize(1);
      assertThat(files).allMatch(file -> !table.io().newInputFile(file).exists());

      Refresh slow = index.refresh();
      slow.stage(change(lake, slow, "slow"));
      Refresh fast = index.refresh();
      fast.stage(change(lake, fast, "fast"));
      fast.publish(fast.before().withEntries(5).withSetting(1, 7));
      assertThatThrownBy(() -> slow.publish(slow.before()))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("somebody else meanwhile; nothing was changed");
      assertThat(ids(index, 1)).containsExactly("e1", "e2", "e3", "e4", "fast");

      // Retired while the refresh was under way: it must not come back to life.
      Refresh late = index.refresh();
      late.stage(change(lake, late, "late"));
      index.retire(1);
      assertThatThrownBy(() -> late.publish(late.before())).isInstanceOf(NearfieldException.class);
      assertThat(index.active()).isEmpty();
      assertThat(ids(index, 1)).doesNotContain("late");
    }
  }
}
