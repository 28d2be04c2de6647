package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.local.SmallIndex;
import io.nearfield.flink.message.Edition;
import io.nearfield.flink.message.EditionEvent;
import io.nearfield.flink.message.EditionEvent.Step;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.EntityMessage;
import io.nearfield.flink.message.Marker;
import io.nearfield.flink.message.PartitionChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterSwapTest {

  private static final long TOKEN = 77;
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir static Path warehouse;

  private static Base first;
  private static Base second;

  private final Random random = new Random(4);

  @BeforeAll
  static void build() {
    LakeOptions lake = LakeOptions.of(warehouse.toString());
    SmallIndex.build(warehouse, 3);
    first = Base.active(lake, SmallIndex.REF);
    SmallIndex.build(warehouse, 4, "IVF7,Flat", 3);
    second = Base.active(lake, SmallIndex.REF);
  }

  @Test
  void changesBeforeAndWhileAnEditionIsPreparedAllReachItsPartitionsOnce() throws Exception {
    Edition next = next(CoveredOffsets.NONE);
    try (var harness = RouterHarness.open(first, HOUR, null)) {
      Set<String> deleted = new HashSet<>();
      for (int i = 0; i < 700; i++) {
        send(harness, change("e-" + i % 300, i, i, i % 5 == 0));
        if (i >= 400) {
          (i % 5 == 0 ? deleted : new HashSet<String>()).add("e-" + i % 300);
        }
      }
      prepare(harness, next);
      // In the middle of it: some entities are not yet brought over, some are.
      for (int i = 0; i < 50; i++) {
        send(harness, change("e-" + i, 1_000 + i, 1_000 + i, false));
        harness.setProcessingTime(harness.getProcessingTime() + 1);
      }
      awaitComplete(harness, next);
      Map<String, Map<Integer, Long>> places = places(harness.extractOutputValues(), next);
      for (int i = 0; i < 300; i++) {
        String id = "e-" + i;
        if (i < 50) {
          assertThat(places.get(id).values()).as(id).containsExactly(1_000L + i);
        } else if (i % 5 == 0) {
          assertThat(places.getOrDefault(id, Map.of())).as(id).isEmpty();
        } else {
          assertThat(places.get(id)).as(id).hasSize(1);
        }
      }
    }
  }

  @Test
  void markersFrameTheChangesOfAnEdition() throws Exception {
    Edition next = next(CoveredOffsets.NONE);
    try (var harness = RouterHarness.open(first, HOUR, null)) {
      send(harness, change("new", 1, 1, false));
      prepare(harness, next);
      awaitComplete(harness, next);
      harness.processElement2(new EditionEvent(Step.SERVE, next, TOKEN), 0);
      List<PartitionChange> ofNext =
          harness.extractOutputValues().stream().filter(c -> c.edition() == 2).toList();
      assertThat(ofNext)
          .extracting(c -> c.marker() == null ? null : c.marker().kind())
          .containsExactly(
              Marker.Kind.LOAD,
              Marker.Kind.LOAD,
              Marker.Kind.LOAD,
              null,
              Marker.Kind.COMPLETE,
              Marker.Kind.COMPLETE,
              Marker.Kind.COMPLETE,
              Marker.Kind.SERVE,
              Marker.Kind.SERVE,
              Marker.Kind.SERVE);
      assertThat(ofNext).allMatch(c -> c.marker() == null || c.marker().token() == TOKEN);
    }
  }

  @Test
  void changesGoToBothUntilTheOldEditionIsRetired() throws Exception {
    Edition next = next(CoveredOffsets.NONE);
    try (var harness = RouterHarness.open(first, HOUR, null)) {
      prepare(harness, next);
      awaitComplete(harness, next);
      send(harness, change("a", 1, 1, false));
      harness.processElement2(new EditionEvent(Step.SERVE, next, TOKEN), 0);
      send(harness, change("b", 2, 2, false));
      harness.processElement2(new EditionEvent(Step.RETIRE, first.firstEdition(), TOKEN), 0);
      send(harness, change("c", 3, 3, false));
      assertThat(editionsOf(harness, "a")).containsExactlyInAnyOrder(1, 2);
      assertThat(editionsOf(harness, "b")).containsExactlyInAnyOrder(1, 2);
      assertThat(editionsOf(harness, "c")).containsExactly(2);
    }
  }

  @Test
  void whatTheEditionCoversIsLeftOutAndForgottenAfterTheRetention() throws Exception {
    Edition next = next(CoveredOffsets.of(Map.of(0, 50L)));
    try (var harness = RouterHarness.open(first, HOUR, null)) {
      for (int i = 0; i < 100; i++) {
        send(harness, change("x-" + i, 1, i, i % 2 == 0));
      }
      prepare(harness, next);
      awaitComplete(harness, next);
      Set<String> brought = places(harness.extractOutputValues(), next).keySet();
      assertThat(brought).contains("x-51", "x-99").doesNotContain("x-49", "x-1");
      harness.processElement2(new EditionEvent(Step.SERVE, next, TOKEN), 0);
      harness.processElement2(new EditionEvent(Step.RETIRE, first.firstEdition(), TOKEN), 0);
      harness.setProcessingTime(harness.getProcessingTime() + 1_000);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(100);
      for (int minute = 0; minute < 90; minute++) {
        harness.setProcessingTime(harness.getProcessingTime() + 60_000);
      }
      assertThat(harness.numKeyedStateEntries()).isEqualTo(50);
    }
  }

  @Test
  void abandonedEditionIsForgottenAndAnotherStartsAnew() throws Exception {
    Edition next = next(CoveredOffsets.NONE);
    Edition later =
        new Edition(3, second.generation(), second.refresh(), second.snapshot(), next.covered());
    try (var harness = RouterHarness.open(first, HOUR, null)) {
      send(harness, change("a", 1, 1, false));
      prepare(harness, next);
      awaitComplete(harness, next);
      harness.processElement2(new EditionEvent(Step.ABANDON, next, TOKEN), 0);
      send(harness, change("b", 2, 2, false));
      prepare(harness, later);
      awaitComplete(harness, later);
      assertThat(editionsOf(harness, "a")).containsExactly(1, 2, 3);
      assertThat(editionsOf(harness, "b")).containsExactly(1, 3);
    }
  }

  @Test
  void restoredRouterGoesOnFromTheEditionThatServed() throws Exception {
    Edition next = next(CoveredOffsets.NONE);
    OperatorSubtaskState state;
    try (var harness = RouterHarness.open(first, HOUR, null)) {
      send(harness, change("a", 1, 1, false));
      prepare(harness, next);
      awaitComplete(harness, next);
      harness.processElement2(new EditionEvent(Step.SERVE, next, TOKEN), 0);
      state = harness.snapshot(1, 1);
    }
    try (var harness = RouterHarness.open(first, HOUR, state)) {
      send(harness, change("a", 2, 2, true));
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(
              change -> {
                assertThat(change.edition()).isEqualTo(2);
                assertThat(change.removed()).isTrue();
              });
    }
  }

  private static Edition next(CoveredOffsets covered) {
    return new Edition(2, second.generation(), second.refresh(), second.snapshot(), covered);
  }

  private EntityChange change(String id, long version, long offset, boolean delete) {
    return new EntityChange(
        id,
        version,
        0,
        delete,
        null,
        null,
        delete ? null : SmallIndex.vector(random),
        Map.of(),
        "shop.small.changes-0@" + offset,
        0);
  }

  private static void send(
      KeyedTwoInputStreamOperatorTestHarness<String, EntityMessage, EditionEvent, PartitionChange>
          harness,
      EntityChange change)
      throws Exception {
    harness.processElement1(EntityMessage.of(change), 0);
  }

  private static void prepare(
      KeyedTwoInputStreamOperatorTestHarness<String, EntityMessage, EditionEvent, PartitionChange>
          harness,
      Edition edition)
      throws Exception {
    harness.processElement2(new EditionEvent(Step.PREPARE, edition, TOKEN), 0);
  }

  /** Lets time pass until every partition was told that all has come. */
  private static void awaitComplete(
      KeyedTwoInputStreamOperatorTestHarness<String, EntityMessage, EditionEvent, PartitionChange>
          harness,
      Edition edition)
      throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (harness.extractOutputValues().stream()
            .filter(c -> c.edition() == edition.number() && c.marker() != null)
            .filter(c -> c.marker().kind() == Marker.Kind.COMPLETE)
            .count()
        < 3) {
      assertThat(System.nanoTime()).as("still not complete").isLessThan(end);
      Thread.sleep(1);
      harness.setProcessingTime(harness.getProcessingTime() + 10);
    }
  }

  private static List<Integer> editionsOf(
      KeyedTwoInputStreamOperatorTestHarness<String, EntityMessage, EditionEvent, PartitionChange>
          harness,
      String id) {
    return harness.extractOutputValues().stream()
        .filter(c -> id.equals(c.entityId()))
        .map(PartitionChange::edition)
        .toList();
  }

  /** In which partitions of an edition entities lie after all that was sent. */
  private static Map<String, Map<Integer, Long>> places(
      List<PartitionChange> changes, Edition edition) {
    Map<String, Map<Integer, Long>> places = new HashMap<>();
    for (PartitionChange change : changes) {
      if (change.marker() == null && change.edition() == edition.number()) {
        Map<Integer, Long> where = places.computeIfAbsent(change.entityId(), id -> new HashMap<>());
        if (change.removed()) {
          where.remove(change.partition());
        } else {
          where.put(change.partition(), change.version());
        }
      }
    }
    return places;
  }
}
