package io.nearfield.flink.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.iceberg.LiveMark;
import io.nearfield.flink.local.SmallIndex;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.Staged;
import io.nearfield.flink.message.TableChange;
import io.nearfield.flink.operator.Base;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitChangesTest {

  @TempDir Path warehouse;

  private final Random random = new Random(8);
  private LakeOptions lake;
  private TableSink sink;

  @BeforeEach
  void build() {
    SmallIndex.build(warehouse, 3);
    lake = LakeOptions.of(warehouse.toString());
    sink =
        new TableSink(
            Base.active(lake, SmallIndex.REF),
            warehouse.resolve("staged").toUri().toString(),
            Duration.ofNanos(1),
            "job-1",
            CoveredOffsets.of(Map.of(3, 9L)));
  }

  @Test
  void jobThatFailsBetweenCheckpointAndCommitCommitsAfterwards() throws Exception {
    List<Staged> staged = stage(1, change("a", 1), change("b", 1), change("a", 2));
    OperatorSubtaskState checkpoint;
    try (var harness = open(null)) {
      give(harness, staged);
      checkpoint = harness.snapshot(1, 1);
    }
    assertThat(snapshots()).isZero();
    try (var harness = open(checkpoint)) {
      harness.snapshot(2, 2);
      harness.notifyOfCompletedCheckpoint(2);
      awaitSnapshots(1);
    }
    assertThat(vectors()).extracting(FeatureVector::entityId).containsExactly("a", "b");
    LiveMark mark = mark();
    assertThat(mark.checkpoint()).isEqualTo(1);
    assertThat(mark.lineage()).isEqualTo("job-1");
    assertThat(mark.offsets()).isEqualTo(CoveredOffsets.of(Map.of(0, 3L, 3, 9L)));
  }

  @Test
  void commitOfAJobThatFailedBeforeItKnewIsNotDoneTwiceAndItsFilesGo() throws Exception {
    List<Staged> staged = stage(1, change("a", 1), change("b", 1));
    OperatorSubtaskState checkpoint;
    try (var harness = open(null)) {
      give(harness, staged);
      checkpoint = harness.snapshot(1, 1);
      harness.notifyOfCompletedCheckpoint(1);
      awaitSnapshots(1);
    }
    try (var harness = open(checkpoint)) {
      give(harness, stage(2, change("c", 1)));
      harness.snapshot(2, 2);
      harness.notifyOfCompletedCheckpoint(2);
      awaitSnapshots(2);
      awaitFiles(harness, 3);
    }
    assertThat(vectors()).extracting(FeatureVector::entityId).containsExactly("a", "b", "c");
  }

  @Test
  void nothingOfACheckpointThatIsNotCompleteIsCommitted() throws Exception {
    try (var harness = open(null)) {
      give(harness, stage(1, change("a", 1)));
      harness.snapshot(1, 1);
      give(harness, stage(2, change("b", 1)));
      harness.snapshot(2, 2);
      harness.notifyOfCompletedCheckpoint(1);
      awaitSnapshots(1);
      assertThat(vectors()).extracting(FeatureVector::entityId).containsExactly("a");
      harness.snapshot(3, 3);
      harness.notifyOfCompletedCheckpoint(3);
      awaitSnapshots(2);
    }
    assertThat(vectors()).extracting(FeatureVector::entityId).containsExactly("a", "b");
  }

  @Test
  void commitThatFailsIsTriedAgainAndLosesNothing() throws Exception {
    FeatureSet set;
    try (Lake open = Lake.open(lake)) {
      set = open.requireFeatureSet("shop", "random");
      open.deleteFeatureSet(set, false);
    }
    try (var harness = open(null)) {
      give(harness, stage(1, change("a", 1)));
      harness.snapshot(1, 1);
      harness.notifyOfCompletedCheckpoint(1);
      give(harness, stage(2, change("a", 2), change("b", 1)));
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      long checkpoint = 2;
      while (failures(harness) == 0) {
        assertThat(System.nanoTime()).as("no failure was counted").isLessThan(end);
        harness.snapshot(checkpoint, checkpoint);
        checkpoint++;
        Thread.sleep(20);
      }
      assertThat(snapshots()).isZero();
      try (Lake open = Lake.open(lake)) {
        open.createFeatureSet(set);
      }
      harness.notifyOfCompletedCheckpoint(checkpoint);
      awaitSnapshots(1);
    }
    assertThat(vectors()).extracting(FeatureVector::entityId).containsExactly("a", "b");
    assertThat(mark().checkpoint()).isEqualTo(2);
  }

  private static long failures(OneInputStreamOperatorTestHarness<Staged, Void> harness) {
    return ((ProcessOperator<?, ?>) harness.getOneInputOperator()).getUserFunction()
            instanceof CommitChanges commits
        ? commits.failed()
        : -1;
  }

  private List<Staged> stage(long checkpoint, TableChange... changes) throws Exception {
    try (var harness =
        new OneInputStreamOperatorTestHarness<>(new StageChanges(sink.directory()))) {
      harness.setup(Staged.FORMAT.typeInfo().createSerializer(null));
      harness.open();
      for (TableChange change : changes) {
        harness.processElement(change, 0);
      }
      harness.processElement(TableChange.read(CoveredOffsets.of(Map.of(0, checkpoint * 3))), 0);
      harness.prepareSnapshotPreBarrier(checkpoint);
      return new ArrayList<>(harness.extractOutputValues());
    }
  }

  private TableChange change(String id, long version) {
    return TableChange.of(
        new EntityChange(
            id,
            version,
            0,
            false,
            null,
            null,
            SmallIndex.vector(random),
            Map.of("n", version),
            "t-0@1",
            7));
  }

  private OneInputStreamOperatorTestHarness<Staged, Void> open(OperatorSubtaskState state)
      throws Exception {
    OneInputStreamOperatorTestHarness<Staged, Void> harness =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new CommitChanges(sink)));
    harness.setup();
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void give(
      OneInputStreamOperatorTestHarness<Staged, Void> harness, List<Staged> staged)
      throws Exception {
    for (Staged one : staged) {
      harness.processElement(one, 0);
    }
  }

  private void awaitSnapshots(int wanted) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (snapshots() < wanted) {
      assertThat(System.nanoTime()).as("snapshots so far: %s", snapshots()).isLessThan(end);
      Thread.sleep(50);
    }
    assertThat(snapshots()).isEqualTo(wanted);
  }

  /** The index table is committed after the features: its snapshots tell that both are there. */
  private int snapshots() {
    try (Lake open = Lake.open(lake)) {
      int marked = 0;
      if (open.exists("shop", "versions_small")) {
        for (var snapshot : open.table("shop", "versions_small").snapshots()) {
          marked += LiveMark.of(snapshot).isPresent() ? 1 : 0;
        }
      }
      return marked;
    }
  }

  private LiveMark mark() {
    try (Lake open = Lake.open(lake)) {
      var table = open.table("shop", "features_random");
      return LiveMark.newest(table, table.currentSnapshot().snapshotId(), SmallIndex.REF)
          .orElseThrow();
    }
  }

  private List<FeatureVector> vectors() {
    try (Lake open = Lake.open(lake)) {
      return open
          .features(open.requireFeatureSet("shop", "random"))
          .find(List.of("a", "b", "c"))
          .values()
          .stream()
          .sorted(Comparator.comparing(FeatureVector::entityId))
          .toList();
    }
  }

  private void awaitFiles(OneInputStreamOperatorTestHarness<Staged, Void> harness, long checkpoint)
      throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    long at = checkpoint;
    while (files() > 0) {
      assertThat(System.nanoTime()).as("files left: %s", files()).isLessThan(end);
      harness.snapshot(at, at);
      harness.notifyOfCompletedCheckpoint(at);
      at++;
      Thread.sleep(20);
    }
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(warehouse.resolve("staged"))) {
      return files.filter(file -> file.toString().endsWith(".changes")).count();
    }
  }
}
