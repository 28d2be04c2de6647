package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTablesTest {

  private static final int DIMENSION = 8;
  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path folder;

  private final Random random = new Random(5);
  private Lake lake;
  private IndexRef ref;
  private FeatureSet set;
  private Generation generation;
  private TrainedIndex trained;
  private int[] partitionOfCell;
  private LiveTables tables;

  @BeforeEach
  void build() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    set = LakeFixture.featureSet("shop", "words", Metric.COSINE, DIMENSION);
    LakeFixture.Plan plan =
        LakeFixture.Plan.of("main", set, "IVF8,SQ8")
            .withPartitions(3)
            .withFilterColumns(Map.of("n", AttributeType.LONG));
    List<LakeFixture.Entity> entities = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      entities.add(new LakeFixture.Entity("e-" + i, vector(), Map.of("n", -1L)));
    }
    LakeFixture.writeFeatures(lake, set, entities);
    generation = LakeFixture.build(lake, plan, entities);
    ref = plan.ref();
    Codebooks codebooks = lake.index(ref).codebooks(generation.number());
    trained = codebooks.trained();
    partitionOfCell = codebooks.partitionOfCell();
    tables = lake.live(ref);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void tablesEqualTheLastChangesRowByRow() throws IOException {
    Map<String, LiveChange> oracle = new TreeMap<>();
    Map<String, Integer> places = new HashMap<>();
    for (EntryLocation at : lake.index(ref).locations(generation.number())) {
      places.put(at.entityId(), at.partition());
    }
    int moves = 0;
    for (int checkpoint = 1; checkpoint <= 6; checkpoint++) {
      LiveChanges changes = new LiveChanges();
      for (int i = 0; i < 80; i++) {
        String id = "e-" + random.nextInt(120);
        LiveChange change =
            random.nextInt(4) == 0
                ? delete(id, checkpoint * 100 + i)
                : upsert(id, checkpoint * 100 + i);
        moves += take(changes, change, places);
        oracle.put(id, change);
      }
      tables.commit("words", changes, mark(checkpoint), checkpoint, LiveTables.Lineages.NONE);
    }
    assertThat(moves).isGreaterThan(50);

    Map<String, FeatureVector> features = new HashMap<>();
    for (Record row : rows(Lake.featureTable("words"))) {
      FeatureVector vector = FeatureRecords.vector(row);
      assertThat(features.put(vector.entityId(), vector)).as("twice: %s", vector).isNull();
    }
    Map<String, IndexEntry> entries = entries();
    for (int i = 0; i < 120; i++) {
      String id = "e-" + i;
      LiveChange last = oracle.get(id);
      boolean there = last == null ? i < 60 : !last.deleted();
      assertThat(features.containsKey(id)).as(id).isEqualTo(there);
      assertThat(entries.containsKey(id)).as(id).isEqualTo(there);
      if (last != null && there) {
        assertThat(features.get(id).vector()).containsExactly(last.vector());
        assertThat(features.get(id).contentHash()).isEqualTo(Hashes.sha256(last.vector()));
        assertThat(features.get(id).modelHash()).isEqualTo(set.model().hash());
        assertThat(features.get(id).embeddedAt()).isEqualTo(AT);
        float[] prepared = trained.prepare(last.vector());
        assertThat(entries.get(id).vector()).containsExactly(prepared);
        assertThat(entries.get(id).code())
            .containsExactly(trained.encode(prepared, trained.assign(prepared)));
        assertThat(entries.get(id).attributes()).containsEntry("n", last.version());
      }
    }
    assertThat(lake.features(set).count()).isEqualTo(features.size());
    Map<String, Long> versions = new HashMap<>();
    long now = lake.table("shop", "versions_main").currentSnapshot().snapshotId();
    lake.versions(ref)
        .forEach(now, v -> assertThat(versions.put(v.entityId(), v.version())).isNull());
    assertThat(versions).hasSameSizeAs(oracle);
    oracle.forEach((id, last) -> assertThat(versions).containsEntry(id, last.version()));
  }

  @Test
  void commitThatWasInterruptedIsFinishedAndOneThatIsThereIsPassedOver() throws IOException {
    LiveChange v1 = upsert("new-1", 1);
    LiveChanges first = changes(v1);
    tables.commit("words", first, mark(7), 7, LiveTables.Lineages.NONE);
    int snapshots = snapshots("features_words");
    // Of the next one only the features got their commit.
    LiveChange second =
        new LiveChange("new-1", 2, 0, false, null, null, v1.vector(), Map.of("n", 2L), AT);
    UpsertDelta half = new UpsertDelta(lake.table("shop", "features_words"));
    half.add(null, List.of("new-1"), List.of(FeatureRecords.row(row(second))));
    half.commit(mark(8).withGeneration(-1), mark(7).withGeneration(-1));

    tables.commit("words", changes(second), mark(8), 8, LiveTables.Lineages.NONE);
    tables.commit("words", changes(second), mark(8), 8, LiveTables.Lineages.NONE);
    tables.commit("words", first, mark(7), 7, LiveTables.Lineages.NONE);

    assertThat(snapshots("features_words")).isEqualTo(snapshots + 1);
    assertThat(entries().get("new-1").attributes()).containsEntry("n", 2L);
    assertThat(lake.features(set).find(List.of("new-1")).get("new-1").vector())
        .containsExactly(second.vector());
  }

  @Test
  void jobThatWasThoughtDeadCannotPutOldRowsOverNewOnes() {
    tables.commit("words", changes(upsert("new-1", 1)), mark(1), 1, LiveTables.Lineages.NONE);
    Table features = lake.table("shop", "features_words");
    UpsertDelta late = new UpsertDelta(features);
    late.add(null, List.of("new-1"), List.of(FeatureRecords.row(row(upsert("new-1", 1)))));
    tables.commit("words", changes(upsert("new-1", 2)), mark(2), 2, LiveTables.Lineages.NONE);
    assertThatThrownBy(() -> late.commit(mark(2), mark(1).withGeneration(-1)))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("another live job of index 'shop.main' committed meanwhile");
  }

  @Test
  void jobThatAnotherTookOverFromCommitsNothingAnyMore() throws IOException {
    LiveChange v1 = upsert("new-1", 1);
    tables.commit("words", changes(v1), mark(1), 1, LiveTables.Lineages.NONE);
    LiveChange v2 =
        new LiveChange("new-1", 2, 0, false, null, null, v1.vector(), Map.of("n", 2L), AT);
    LiveMark next = new LiveMark(ref, "job-2", 2, CoveredOffsets.NONE, generation.number());
    Set<String> known = tables.lineages("words");
    assertThat(known).containsExactly("job-1");
    tables.commit("words", changes(v2), next, 2, new LiveTables.Lineages(known, Set.of()));
    // What the second job took over of the first is there, whoever comes with it once more.
    tables.commit(
        "words",
        changes(upsert("new-1", 1)),
        mark(2),
        2,
        new LiveTables.Lineages(known, Set.of("job-2")));
    assertThat(entries().get("new-1").attributes()).containsEntry("n", 2L);
    assertThatThrownBy(
            () ->
                tables.commit(
                    "words", changes(upsert("new-1", 1)), mark(2), 2, LiveTables.Lineages.NONE))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("another live job of index 'shop.main' has taken over");
  }

  @Test
  void itemsKeepWhatTheIndexDoesNotKnowAndAreMarkedWhenRemoved() throws IOException {
    lake.addItemColumns("shop", Map.of("title", org.apache.iceberg.types.Types.StringType.get()));
    Table items = lake.items("shop");
    Record there = GenericRecord.create(items.schema());
    there.setField("entity_id", "e-1");
    there.setField("uri", "file:/pictures/1.png");
    there.setField("media_type", "image/png");
    there.setField("title", "a picture");
    RowFiles.append(items, List.of(there).iterator());

    LiveChange text =
        new LiveChange("new-1", 1, 0, false, "a red chair", null, vector(), Map.of("n", 5L), AT);
    tables.commit("words", changes(upsert("e-1", 3), text), mark(1), 1, LiveTables.Lineages.NONE);
    Map<String, Record> rows = items();
    assertThat(rows).hasSize(2);
    assertThat(rows.get("e-1").getField("uri")).isEqualTo("file:/pictures/1.png");
    assertThat(rows.get("e-1").getField("title")).isEqualTo("a picture");
    assertThat(rows.get("e-1").getField("n")).isEqualTo(3L);
    assertThat(rows.get("new-1").getField("text")).isEqualTo("a red chair");
    assertThat(rows.get("new-1").getField("media_type")).isEqualTo("text/plain");
    assertThat(rows.get("new-1").getField("content_hash"))
        .isEqualTo(Hashes.sha256("a red chair".getBytes(StandardCharsets.UTF_8)));
    assertThat(lake.livingItems("shop")).isEqualTo(2);

    tables.commit(
        "words",
        changes(delete("e-1", 4), delete("nobody", 1)),
        mark(2),
        2,
        LiveTables.Lineages.NONE);
    assertThat(items()).hasSize(2);
    assertThat(items().get("e-1").getField("removed_at")).isNotNull();
    assertThat(lake.livingItems("shop")).isEqualTo(1);
  }

  @Test
  void coveredChangesAreToldByTheGenerationItselfAndByItsSources() {
    assertThat(lake.index(ref).covered(generation.number()).covers(0, 0)).isFalse();
    tables.commit("words", changes(upsert("new-1", 1)), mark(1), 1, LiveTables.Lineages.NONE);
    assertThat(lake.index(ref).covered(generation.number()).next()).containsEntry(0, 100L);
    LiveMark incomplete = mark(2).withGeneration(-1);
    tables.commit("words", changes(upsert("new-2", 1)), incomplete, 2, LiveTables.Lineages.NONE);
    assertThat(lake.index(ref).covered(generation.number()).next()).containsEntry(0, 100L);

    LiveVersions.Start start =
        lake.versions(ref).startFor(CoveredOffsets.of(Map.of(0, 150L, 1, 7L)));
    assertThat(start.offsets()).isEqualTo(CoveredOffsets.of(Map.of(0, 100L)));
    List<String> known = new ArrayList<>();
    lake.versions(ref).forEach(start.snapshot(), version -> known.add(version.entityId()));
    assertThat(known).containsExactly("new-1");
    assertThat(lake.versions(ref).startFor(CoveredOffsets.of(Map.of(0, 99L))))
        .isEqualTo(LiveVersions.Start.FROM_FIRST);
  }

  @Test
  void batchRunLeavesOutWhatALiveJobChangedMeanwhile() throws IOException {
    Table features = lake.table("shop", "features_words");
    FeatureCommits run = new FeatureCommits(features, null);
    LiveChange live = upsert("e-3", 1);
    tables.commit("words", changes(live, delete("e-4", 1)), mark(1), 1, LiveTables.Lineages.NONE);
    List<Record> made = new ArrayList<>();
    for (String id : List.of("e-3", "e-4", "fresh")) {
      made.add(
          FeatureRecords.row(new FeatureVector(id, id, vector(), "batch", set.model().hash(), AT)));
    }
    run.commit(
        List.of(
            new FeatureFile.Written(
                List.of(RowFiles.write(features, made.iterator())), List.of())));
    Map<String, FeatureVector> after = lake.features(set).find(List.of("e-3", "e-4", "fresh"));
    assertThat(after.get("fresh").contentHash()).isEqualTo("batch");
    assertThat(after).doesNotContainKey("e-4");
    assertThat(after.get("e-3").vector()).containsExactly(live.vector());
  }

  private int take(LiveChanges changes, LiveChange change, Map<String, Integer> places) {
    changes.add(change);
    Integer from = places.remove(change.entityId());
    if (change.deleted()) {
      if (from != null) {
        changes.add(new LiveEntry(generation.number(), from, change.entityId(), null));
      }
      return 0;
    }
    LiveEntry entry = entry(change);
    changes.add(entry);
    places.put(change.entityId(), entry.partition());
    if (from == null || from == entry.partition()) {
      return 0;
    }
    changes.add(new LiveEntry(generation.number(), from, change.entityId(), null));
    return 1;
  }

  private LiveChanges changes(LiveChange... all) throws RuntimeException {
    LiveChanges changes = new LiveChanges();
    for (LiveChange change : all) {
      changes.add(change);
      if (!change.deleted()) {
        changes.add(entry(change));
      }
    }
    return changes;
  }

  private LiveEntry entry(LiveChange change) {
    float[] vector = trained.prepare(change.vector());
    int cell = trained.assign(vector);
    return new LiveEntry(
        generation.number(),
        partitionOfCell[cell],
        change.entityId(),
        new IndexEntry(
            cell, change.entityId(), trained.encode(vector, cell), vector, change.attributes()));
  }

  private LiveChange upsert(String id, long version) {
    return new LiveChange(id, version, 0, false, null, null, vector(), Map.of("n", version), AT);
  }

  private static LiveChange delete(String id, long version) {
    return new LiveChange(id, version, 0, true, null, null, null, Map.of(), AT);
  }

  private FeatureVector row(LiveChange change) {
    return new FeatureVector(
        change.entityId(), change.entityId(), change.vector(), "x", set.model().hash(), AT);
  }

  private LiveMark mark(long checkpoint) {
    return new LiveMark(
        ref,
        "job-1",
        checkpoint,
        CoveredOffsets.of(Map.of(0, 100 * checkpoint)),
        generation.number());
  }

  private Map<String, IndexEntry> entries() throws IOException {
    Map<String, IndexEntry> entries = new HashMap<>();
    for (int partition = 0; partition < generation.partitions(); partition++) {
      try (CloseableIterable<IndexEntry> some =
          lake.index(ref).entries(generation.number(), partition)) {
        for (IndexEntry entry : some) {
          assertThat(partitionOfCell[entry.cell()]).isEqualTo(partition);
          assertThat(entries.put(entry.entityId(), entry))
              .as("in two partitions: %s", entry.entityId())
              .isNull();
        }
      }
    }
    return entries;
  }

  private Map<String, Record> items() throws IOException {
    Map<String, Record> items = new HashMap<>();
    for (Record row : rows(Lake.ITEMS)) {
      assertThat(items.put((String) row.getField("entity_id"), row)).isNull();
    }
    return items;
  }

  private List<Record> rows(String table) throws IOException {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> all = IcebergGenerics.read(lake.table("shop", table)).build()) {
      all.forEach(rows::add);
    }
    return rows;
  }

  private int snapshots(String table) {
    int snapshots = 0;
    for (var ignored : lake.table("shop", table).snapshots()) {
      snapshots++;
    }
    return snapshots;
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
