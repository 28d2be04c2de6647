package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFollowerTest {

  private static final IndexRef INDEX = new IndexRef("shop", "main");

  @TempDir Path folder;

  private Lake lake;
  private FeatureSet set;

  @BeforeEach
  void open() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    lake.ensureDataset("shop");
    set = lake.createFeatureSet(LakeFixture.featureSet("shop", "words", Metric.EUCLIDEAN, 2));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void whatIsThereComesFirstThenEverySnapshotsChanges() {
    add("a", 1, "b", 2);
    try (FeatureFollower follower = lake.follow(INDEX, set, List.of(), -1)) {
      assertThat(told(follower)).containsExactlyInAnyOrder("a=1.0", "b=2.0");
      assertThat(told(follower)).isEmpty();
      add("a", 3, "c", 4);
      assertThat(told(follower)).containsExactly("a gone", "a=3.0", "c=4.0");
      lake.features(set).remove(List.of("b"));
      assertThat(told(follower)).containsExactly("b gone");
      table().newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
      assertThat(told(follower)).contains("a gone", "c gone");
      long next = follower.next();
      add("d", 5);
      try (FeatureFollower restarted = lake.follow(INDEX, set, List.of(), next)) {
        assertThat(told(restarted)).containsExactly("d=5.0");
      }
    }
  }

  @Test
  void ownCommitsArePassedOverAndThoseOfOtherIndexesAreNot() {
    add("a", 1);
    try (FeatureFollower follower = lake.follow(INDEX, set, List.of(), -1)) {
      assertThat(told(follower)).containsExactly("a=1.0");
      live(INDEX, "own", 2);
      live(new IndexRef("shop", "other"), "a", 3);
      assertThat(told(follower)).containsExactly("a gone", "a=3.0");
    }
  }

  @Test
  void attributesComeFromTheItems() {
    lake.addItemColumns("shop", Map.of("price", Types.DoubleType.get()));
    Table items = lake.items("shop");
    Record item = GenericRecord.create(items.schema());
    item.setField("entity_id", "a");
    item.setField("price", 9.5);
    RowFiles.append(items, List.of(item).iterator());
    add("a", 1, "b", 2);
    try (FeatureFollower follower = lake.follow(INDEX, set, List.of("price"), -1)) {
      assertThat(follower.look()).isTrue();
      assertThat(follower.read(10))
          .extracting(change -> change.entityId() + change.attributes())
          .containsExactlyInAnyOrder("a{price=9.5}", "b{}");
    }
  }

  @Test
  void whereTheHistoryIsCutOffAllRowsAreToldAgain() {
    add("a", 1);
    long next;
    try (FeatureFollower follower = lake.follow(INDEX, set, List.of(), -1)) {
      assertThat(told(follower)).hasSize(1);
      next = follower.next();
    }
    add("b", 2);
    add("c", 3);
    Table table = table();
    table.expireSnapshots().expireOlderThan(System.currentTimeMillis() + 1).retainLast(1).commit();
    try (FeatureFollower follower = lake.follow(INDEX, set, List.of(), next)) {
      assertThat(told(follower)).containsExactlyInAnyOrder("a=1.0", "b=2.0", "c=3.0");
    }
  }

  private void live(IndexRef index, String id, float value) {
    UpsertDelta delta = new UpsertDelta(table());
    delta.add(null, List.of(id), List.of(FeatureRecords.row(vector(id, value))));
    delta.commit(new LiveMark(index, "job", 1, CoveredOffsets.NONE, -1), null);
  }

  private Table table() {
    return lake.table("shop", "features_words");
  }

  private void add(Object... idsAndValues) {
    List<FeatureVector> vectors = new ArrayList<>();
    for (int i = 0; i < idsAndValues.length; i += 2) {
      vectors.add(vector((String) idsAndValues[i], (Integer) idsAndValues[i + 1]));
    }
    lake.features(set).upsert(vectors);
  }

  private FeatureVector vector(String id, float value) {
    return new FeatureVector(
        id, id, new float[] {value, 0}, "hash-" + value, set.model().hash(), Instant.EPOCH);
  }

  /** All that the follower has to tell now, two rows at a time. */
  private static List<String> told(FeatureFollower follower) {
    List<String> told = new ArrayList<>();
    while (follower.look()) {
      for (FeatureChange change : follower.read(2)) {
        told.add(
            change.vector() == null
                ? change.entityId() + " gone"
                : change.entityId() + "=" + change.vector().vector()[0]);
      }
    }
    return told;
  }
}
