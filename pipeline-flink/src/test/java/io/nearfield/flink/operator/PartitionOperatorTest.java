package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.local.SmallIndex;
import io.nearfield.flink.message.Edition;
import io.nearfield.flink.message.Found;
import io.nearfield.flink.message.Marker;
import io.nearfield.flink.message.Marker.Kind;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.flink.message.Terms;
import io.nearfield.index.TrainedIndex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionOperatorTest {

  @TempDir static Path warehouse;

  private static Base base;
  private static Base next;
  private static TrainedIndex trained;

  private final float[] vector = SmallIndex.vector(new Random(8));

  @BeforeAll
  static void build() {
    LakeOptions lake = LakeOptions.of(warehouse.toString());
    SmallIndex.build(warehouse, 3);
    base = Base.active(lake, SmallIndex.REF);
    SmallIndex.build(warehouse, 4, "IVF7,Flat", 3);
    next = Base.active(lake, SmallIndex.REF);
    trained = OpenBase.of(base).trained();
  }

  @Test
  void baseIsThereAtOnceAndPartitionsShareItWithoutOverlap() throws Exception {
    try (var harness = open(base, null)) {
      for (int partition = 0; partition < SmallIndex.PARTITIONS; partition++) {
        harness.processElement2(lookup(partition, null), 0);
      }
      List<String> ids =
          harness.extractOutputValues().stream()
              .flatMap(part -> part.found().stream())
              .map(Found::entityId)
              .toList();
      assertThat(ids).hasSize(SmallIndex.ENTITIES).doesNotHaveDuplicates();
    }
  }

  @Test
  void changesAreStateAndTheBaseIsNot() throws Exception {
    int cell = trained.assign(vector);
    int partition = OpenBase.of(base).partition(cell);
    String gone;
    OperatorSubtaskState state;
    try (var harness = open(base, null)) {
      harness.processElement2(lookup(partition, null), 0);
      gone = last(harness.extractOutputValues()).found().get(0).entityId();
      harness.processElement1(upsert(partition, cell, "new", 1), 0);
      harness.processElement1(upsert(partition, cell, "passing", 1), 0);
      harness.processElement1(PartitionChange.removal(1, partition, "passing", 2, false), 0);
      harness.processElement1(PartitionChange.removal(1, partition, gone, 2, true), 0);
      assertThat(harness.numKeyedStateEntries()).isLessThan(10);
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(base, state)) {
      harness.processElement2(lookup(partition, null), 0);
      List<String> ids =
          last(harness.extractOutputValues()).found().stream().map(Found::entityId).toList();
      assertThat(ids).contains("new").doesNotContain("passing", gone);
      assertThat(ids.get(0)).isEqualTo("new");
    }
  }

  @Test
  void filterAndExclusionHold() throws Exception {
    int cell = trained.assign(vector);
    int partition = OpenBase.of(base).partition(cell);
    try (var harness = open(base, null)) {
      harness.processElement1(upsert(partition, cell, "a", 1), 0);
      harness.processElement1(upsert(partition, cell, "b", 2), 0);
      harness.processElement2(lookup(partition, "n > 0"), 0);
      assertThat(last(harness.extractOutputValues()).found())
          .extracting(Found::entityId)
          .containsExactly("a", "b");
      harness.processElement2(
          new PartitionLookup(
              1,
              null,
              "0@1",
              0,
              partition,
              cells(),
              vector,
              terms(new Lookup.Scope("n > 0", null), Set.of("a"))),
          0);
      assertThat(last(harness.extractOutputValues()).found())
          .extracting(Found::entityId)
          .containsExactly("b");
    }
  }

  @Test
  void nextEditionIsLoadedBesideAndTheOldOneGoesWhenNobodyAsksIt() throws Exception {
    Edition edition =
        new Edition(2, next.generation(), next.refresh(), next.snapshot(), CoveredOffsets.NONE);
    OpenBase open = OpenBase.of(next);
    int cell = open.trained().assign(vector);
    int home = open.partition(cell);
    OperatorSubtaskState state;
    try (var harness = open(base, null)) {
      for (int partition = 0; partition < 3; partition++) {
        harness.processElement1(marker(Kind.LOAD, edition, partition), 0);
      }
      harness.processElement1(
          new PartitionChange(
              2,
              home,
              null,
              "new",
              5,
              false,
              false,
              cell,
              open.trained().encode(vector, cell),
              vector,
              Map.of("n", 5L),
              1),
          0);
      harness.processElement2(lookup(2, home, null), 0);
      assertThat(last(harness.extractOutputValues()).failure()).contains("is being loaded");
      harness.processElement2(lookup(0, null), 0);
      assertThat(last(harness.extractOutputValues()).failure()).isNull();
      for (int partition = 0; partition < 3; partition++) {
        harness.processElement1(marker(Kind.COMPLETE, edition, partition), 0);
      }
      awaitAnswer(harness, lookup(2, home, null));
      assertThat(last(harness.extractOutputValues()).found().get(0).entityId()).isEqualTo("new");
      harness.processElement1(marker(Kind.SERVE, edition, 0), 0);
      int before = harness.extractOutputValues().size();
      for (int partition = 0; partition < 3; partition++) {
        harness.processElement2(lookup(2, partition, null), 0);
      }
      assertThat(
              harness.extractOutputValues().stream()
                  .skip(before)
                  .flatMap(part -> part.found().stream())
                  .map(Found::entityId)
                  .toList())
          .hasSize(SmallIndex.ENTITIES + 1)
          .doesNotHaveDuplicates();
      harness.processElement2(lookup(0, null), 0);
      assertThat(last(harness.extractOutputValues()).failure()).isNull();
      for (int partition = 0; partition < SmallIndex.PARTITIONS; partition++) {
        harness.processElement2(
            PartitionLookup.marker(partition, new Marker(Kind.CLOSE, base.firstEdition(), 9, 0, 1)),
            0);
      }
      harness.processElement2(lookup(0, null), 0);
      assertThat(last(harness.extractOutputValues()).failure()).isNotNull();
      harness.processElement1(upsert(0, 0, "late", 6), 0);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(base, state)) {
      harness.processElement2(lookup(2, home, null), 0);
      assertThat(last(harness.extractOutputValues()).found().get(0).entityId()).isEqualTo("new");
    }
  }

  @Test
  void abandonedEditionLeavesNoState() throws Exception {
    Edition edition =
        new Edition(2, next.generation(), next.refresh(), next.snapshot(), CoveredOffsets.NONE);
    try (var harness = open(base, null)) {
      harness.processElement1(marker(Kind.LOAD, edition, 0), 0);
      harness.processElement1(PartitionChange.removal(2, 0, "e-1", 1, true), 0);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      harness.processElement1(marker(Kind.FORGET, edition, 0), 0);
      harness.processElement1(marker(Kind.LOAD, edition, 0), 0);
      harness.processElement1(PartitionChange.removal(2, 0, "e-2", 1, true), 0);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void stateOfAnEditionThatNeverServedIsDroppedAtTheRestart() throws Exception {
    Edition edition =
        new Edition(2, next.generation(), next.refresh(), next.snapshot(), CoveredOffsets.NONE);
    OperatorSubtaskState state;
    try (var harness = open(base, null)) {
      harness.processElement1(marker(Kind.LOAD, edition, 0), 0);
      harness.processElement1(PartitionChange.removal(2, 0, "e-1", 1, true), 0);
      harness.processElement1(PartitionChange.removal(1, 0, "e-1", 1, true), 0);
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(base, state)) {
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    }
  }

  @Test
  void editionThatDoesNotFitIsRefusedWithAdvice() {
    PartitionOperator small = new PartitionOperator(base, 1 << 10);
    assertThatThrownBy(() -> open(small, null))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("more than the 0 MB of --live-memory; run more subtasks");
  }

  private static PartitionChange marker(Kind kind, Edition edition, int partition) {
    return PartitionChange.marker(partition, new Marker(kind, edition, 9, 0, 1));
  }

  private static void awaitAnswer(
      KeyedTwoInputStreamOperatorTestHarness<Long, PartitionChange, PartitionLookup, PartialAnswer>
          harness,
      PartitionLookup lookup)
      throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    do {
      assertThat(System.nanoTime()).as("still being loaded").isLessThan(end);
      Thread.sleep(1);
      harness.setProcessingTime(harness.getProcessingTime() + 20);
      harness.processElement2(lookup, 0);
    } while (last(harness.extractOutputValues()).failure() != null);
  }

  private PartitionLookup lookup(int partition, String filter) {
    return lookup(1, partition, filter);
  }

  private PartitionLookup lookup(int edition, int partition, String filter) {
    int[] all = PartitionLookup.ALL_CELLS;
    return new PartitionLookup(
        edition,
        null,
        "0@1",
        0,
        partition,
        all,
        vector,
        terms(new Lookup.Scope(filter, null), Set.of()));
  }

  private static Terms terms(Lookup.Scope scope, Set<String> excluded) {
    return new Terms(1_000, null, Lookup.Order.NEAREST, scope, excluded, 10, false, null);
  }

  private static int[] cells() {
    return IntStream.range(0, trained.cells()).toArray();
  }

  private PartitionChange upsert(int partition, int cell, String id, long n) {
    return new PartitionChange(
        1,
        partition,
        null,
        id,
        n,
        false,
        false,
        cell,
        trained.encode(vector, cell),
        vector,
        Map.of("n", n),
        1);
  }

  private static PartialAnswer last(List<PartialAnswer> answers) {
    return answers.get(answers.size() - 1);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          Long, PartitionChange, PartitionLookup, PartialAnswer>
      open(Base of, OperatorSubtaskState state) throws Exception {
    return open(new PartitionOperator(of, 0), state);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          Long, PartitionChange, PartitionLookup, PartialAnswer>
      open(PartitionOperator operator, OperatorSubtaskState state) throws Exception {
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            operator, PartitionChange::key, PartitionLookup::key, Types.LONG);
    harness.setup(PartialAnswer.FORMAT.typeInfo().createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }
}
