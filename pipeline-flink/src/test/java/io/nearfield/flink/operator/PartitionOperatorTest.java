package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.local.SmallIndex;
import io.nearfield.flink.message.Found;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.index.TrainedIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
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
    SmallIndex.build(warehouse, 3);
    SmallIndex.build(warehouse, 4);
    base = new Base(LakeOptions.of(warehouse.toString()), SmallIndex.REF, 1);
    next = new Base(LakeOptions.of(warehouse.toString()), SmallIndex.REF, 2);
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
      harness.processElement1(PartitionChange.removal(partition, "passing", 2, false), 0);
      harness.processElement1(PartitionChange.removal(partition, gone, 2, true), 0);
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
    try (var harness = open(next, state)) {
      assertThatThrownBy(() -> harness.processElement2(lookup(partition, null), 0))
          .hasMessageContaining("the checkpoint belongs to generation 1; start without it");
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
          new PartitionLookup("0@1", partition, cells(), vector, 1_000, 10, false, "n > 0", "a"),
          0);
      assertThat(last(harness.extractOutputValues()).found())
          .extracting(Found::entityId)
          .containsExactly("b");
    }
  }

  private PartitionLookup lookup(int partition, String filter) {
    int[] all = PartitionLookup.ALL_CELLS;
    return new PartitionLookup("0@1", partition, all, vector, 1_000, 10, false, filter, null);
  }

  private static int[] cells() {
    return IntStream.range(0, trained.cells()).toArray();
  }

  private PartitionChange upsert(int partition, int cell, String id, long n) {
    return new PartitionChange(
        partition, id, n, false, false, cell, trained.encode(vector, cell), vector, Map.of("n", n));
  }

  private static PartialAnswer last(List<PartialAnswer> answers) {
    return answers.get(answers.size() - 1);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          Integer, PartitionChange, PartitionLookup, PartialAnswer>
      open(Base of, OperatorSubtaskState state) throws Exception {
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new PartitionOperator(of)),
            PartitionChange::partition,
            PartitionLookup::partition,
            Types.INT);
    harness.setup(PartialAnswer.FORMAT.typeInfo().createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }
}
