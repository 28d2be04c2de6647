package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.local.SmallIndex;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.Question;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntityRouterTest {

  @TempDir static Path warehouse;

  private static Base base;

  private final Random random = new Random(4);

  @BeforeAll
  static void build() {
    SmallIndex.build(warehouse, 3);
    base = new Base(LakeOptions.of(warehouse.toString()), SmallIndex.REF, 1);
  }

  @Test
  void lateAndRepeatedVersionsAreDropped() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(upsert("new", 5), 0);
      harness.processElement1(upsert("new", 5), 0);
      harness.processElement1(upsert("new", 4), 0);
      harness.processElement1(delete("new", 3), 0);
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(change -> assertThat(change.version()).isEqualTo(5));
    }
  }

  @Test
  void deletedEntityIsNotBroughtBackByLateChange() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(null)) {
      harness.processElement1(upsert("new", 1), 0);
      harness.processElement1(delete("new", 3), 0);
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(state)) {
      harness.processElement1(upsert("new", 2), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement1(upsert("new", 4), 0);
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void deleteOfUnknownEntityConcernsNoPartitionButIsRemembered() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(delete("nobody", 2), 0);
      harness.processElement1(upsert("nobody", 1), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
    }
  }

  @Test
  void removalFromBaseIsToBeRememberedByItsPartition() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(delete("e-7", 1), 0);
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(
              change -> {
                assertThat(change.removed()).isTrue();
                assertThat(change.inBase()).isTrue();
                assertThat(change.partition()).isBetween(0, SmallIndex.PARTITIONS - 1);
              });
    }
  }

  @Test
  void unnumberedChangesOfOneMillisecondCountInTheirOrder() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(ordered("new", 1_000, 8), 0);
      harness.processElement1(ordered("new", 1_000, 9), 0);
      harness.processElement1(ordered("new", 1_000, 8), 0);
      assertThat(harness.extractOutputValues().stream().filter(c -> !c.removed())).hasSize(2);
    }
  }

  @Test
  void shuffledChangesLeaveEachEntityInOnePartitionWithItsHighestVersion() throws Exception {
    try (var harness = open(null)) {
      Map<String, Long> highest = new HashMap<>();
      for (int i = 0; i < 2_000; i++) {
        String id = "e-" + random.nextInt(2 * SmallIndex.ENTITIES);
        long version = random.nextInt(500);
        harness.processElement1(upsert(id, version), 0);
        highest.merge(id, version, Math::max);
      }
      Map<String, Map<Integer, Long>> places = new HashMap<>();
      boolean moved = false;
      for (PartitionChange change : harness.extractOutputValues()) {
        Map<Integer, Long> where = places.computeIfAbsent(change.entityId(), x -> new HashMap<>());
        if (change.removed()) {
          moved = true;
          where.remove(change.partition());
        } else {
          where.put(change.partition(), change.version());
        }
      }
      assertThat(moved).isTrue();
      highest.forEach(
          (id, version) -> assertThat(places.get(id).values()).as(id).containsExactly(version));
    }
  }

  @Test
  void questionsByEntityAreResolvedFromStateBaseOrRefused() throws Exception {
    try (var harness = open(null)) {
      EntityChange change = upsert("new", 1);
      harness.processElement1(change, 0);
      harness.processElement1(delete("e-1", 1), 0);
      harness.processElement2(question("new"), 0);
      harness.processElement2(question("e-2"), 0);
      harness.processElement2(question("e-1"), 0);
      harness.processElement2(question("nobody"), 0);
      assertThat(harness.getSideOutput(EntityRouter.RESOLVED))
          .singleElement()
          .satisfies(r -> assertThat(r.getValue().vector()).isEqualTo(change.vector()));
      assertThat(harness.getSideOutput(EntityRouter.IN_BASE))
          .singleElement()
          .satisfies(r -> assertThat(r.getValue().entityId()).isEqualTo("e-2"));
      assertThat(harness.getSideOutput(Refusals.ANSWERS)).hasSize(2);
    }
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, EntityChange, Question, PartitionChange>
      open(OperatorSubtaskState state) throws Exception {
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new EntityRouter(base)),
            EntityChange::entityId,
            Question::entityId,
            Types.STRING);
    harness.setup(PartitionChange.FORMAT.typeInfo().createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private EntityChange upsert(String id, long version) {
    return new EntityChange(
        id, version, 0, false, null, null, SmallIndex.vector(random), Map.of(), "test", 1);
  }

  private EntityChange ordered(String id, long version, long order) {
    return new EntityChange(
        id, version, order, false, null, null, SmallIndex.vector(random), Map.of(), "test", 1);
  }

  private static EntityChange delete(String id, long version) {
    return new EntityChange(id, version, 0, true, null, null, null, Map.of(), "test", 1);
  }

  private static Question question(String id) {
    return new Question("0@1", "r", Lookup.of(new Lookup.ByEntity(id), 3), null);
  }
}
