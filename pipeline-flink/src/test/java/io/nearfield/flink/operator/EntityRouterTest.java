package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.local.SmallIndex;
import io.nearfield.flink.message.EditionEvent;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.EntityMessage;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.Question;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
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
    base = Base.active(LakeOptions.of(warehouse.toString()), SmallIndex.REF);
  }

  @Test
  void lateAndRepeatedVersionsAreDropped() throws Exception {
    try (var harness = open(null)) {
      send(harness, upsert("new", 5));
      send(harness, upsert("new", 5));
      send(harness, upsert("new", 4));
      send(harness, delete("new", 3));
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(change -> assertThat(change.version()).isEqualTo(5));
    }
  }

  @Test
  void deletedEntityIsNotBroughtBackByLateChange() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(null)) {
      send(harness, upsert("new", 1));
      send(harness, delete("new", 3));
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(state)) {
      send(harness, upsert("new", 2));
      assertThat(harness.extractOutputValues()).isEmpty();
      send(harness, upsert("new", 4));
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void deleteOfUnknownEntityConcernsNoPartitionButIsRemembered() throws Exception {
    try (var harness = open(null)) {
      send(harness, delete("nobody", 2));
      send(harness, upsert("nobody", 1));
      assertThat(harness.extractOutputValues()).isEmpty();
    }
  }

  @Test
  void removalFromBaseIsToBeRememberedByItsPartition() throws Exception {
    try (var harness = open(null)) {
      send(harness, delete("e-7", 1));
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
      send(harness, ordered("new", 1_000, 8));
      send(harness, ordered("new", 1_000, 9));
      send(harness, ordered("new", 1_000, 8));
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
        send(harness, upsert(id, version));
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
      send(harness, change);
      send(harness, delete("e-1", 1));
      send(harness, question("new"));
      send(harness, question("e-2"));
      send(harness, question("e-1"));
      send(harness, question("nobody"));
      List<Outcome<Question>> resolved =
          harness.getSideOutput(EntityRouter.RESOLVED).stream().map(r -> r.getValue()).toList();
      assertThat(resolved).hasSize(3);
      assertThat(resolved.get(0).value().vector()).isEqualTo(change.vector());
      assertThat(resolved.get(1).failure()).contains("'e-1'", "not in index");
      assertThat(resolved.get(2).failure()).contains("'nobody'", "not in index");
      assertThat(harness.getSideOutput(EntityRouter.IN_BASE))
          .singleElement()
          .satisfies(r -> assertThat(r.getValue().question().entityId()).isEqualTo("e-2"));
    }
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, EntityMessage, EditionEvent, PartitionChange>
      open(OperatorSubtaskState state) throws Exception {
    return RouterHarness.open(base, Duration.ofDays(7), state);
  }

  private static void send(
      KeyedTwoInputStreamOperatorTestHarness<String, EntityMessage, EditionEvent, PartitionChange>
          harness,
      EntityChange change)
      throws Exception {
    harness.processElement1(EntityMessage.of(change), 0);
  }

  private static void send(
      KeyedTwoInputStreamOperatorTestHarness<String, EntityMessage, EditionEvent, PartitionChange>
          harness,
      Question question)
      throws Exception {
    harness.processElement1(EntityMessage.of(question), 0);
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
    return Question.of("0@1", "r", 1, Lookup.of(new Lookup.ByEntity(id), 3));
  }
}
