package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.local.SmallIndex;
import io.nearfield.flink.message.EditionEvent;
import io.nearfield.flink.message.EditionEvent.Step;
import io.nearfield.flink.operator.Report.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.taskexecutor.GlobalAggregateManager;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchEditionsTest {

  private static final Board BOARD = new Board(new InJobManager(), "test");

  @TempDir Path warehouse;

  private LakeOptions lake;
  private Base base;

  @BeforeEach
  void build() {
    lake = LakeOptions.of(warehouse.toString());
    SmallIndex.build(warehouse, 1);
    base = Base.active(lake, SmallIndex.REF);
  }

  @Test
  void leadsTheSwapStepByStepAsTheReportsComeIn() throws Exception {
    try (var harness = open(null)) {
      tick(harness, 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      SmallIndex.build(warehouse, 2, "IVF7,Flat", 3);
      tick(harness, 1_000);
      EditionEvent prepare = last(harness);
      assertThat(prepare.step()).isEqualTo(Step.PREPARE);
      assertThat(prepare.edition().number()).isEqualTo(2);
      assertThat(prepare.edition().generation()).isEqualTo(2);
      tick(harness, 1_100);
      assertThat(harness.extractOutputValues()).hasSize(1);

      say(prepare, Kind.PARTITION_READY, 1);
      say(prepare, Kind.PROBER_READY, 1);
      tick(harness, 1_200);
      assertThat(last(harness).step()).isEqualTo(Step.SERVE);
      assertThat(last(harness).edition()).isEqualTo(prepare.edition());
      tick(harness, 1_300);
      assertThat(harness.extractOutputValues()).hasSize(2);

      say(prepare, Kind.PROBER_CLOSED, 1);
      tick(harness, 1_400);
      assertThat(last(harness).step()).isEqualTo(Step.RETIRE);
      assertThat(last(harness).edition()).isEqualTo(base.firstEdition());
      tick(harness, 3_000);
      assertThat(harness.extractOutputValues()).hasSize(3);
    }
  }

  @Test
  void failedSwapIsAbandonedAndTriedAgainAfterAWhileUnderAnotherNumber() throws Exception {
    try (var harness = open(null)) {
      SmallIndex.build(warehouse, 2);
      tick(harness, 0);
      EditionEvent prepare = last(harness);
      BOARD.report(Report.failed(prepare.token(), 0, new IllegalStateException("no")));
      tick(harness, 100);
      assertThat(last(harness).step()).isEqualTo(Step.ABANDON);
      tick(harness, 30_000);
      assertThat(harness.extractOutputValues()).hasSize(2);
      tick(harness, 61_000);
      assertThat(last(harness).step()).isEqualTo(Step.PREPARE);
      assertThat(last(harness).edition().number()).isEqualTo(3);
      assertThat(last(harness).token()).isNotEqualTo(prepare.token());
    }
  }

  @Test
  void reportsOfAnEarlierAttemptCountForNothing() throws Exception {
    try (var harness = open(null)) {
      SmallIndex.build(warehouse, 2);
      tick(harness, 0);
      EditionEvent prepare = last(harness);
      EditionEvent earlier = new EditionEvent(Step.PREPARE, prepare.edition(), 1);
      say(earlier, Kind.PARTITION_READY, 1);
      say(earlier, Kind.PROBER_READY, 1);
      tick(harness, 100);
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void interruptedSwapBeginsAgainFromTheEditionThatServed() throws Exception {
    OperatorSubtaskState state;
    SmallIndex.build(warehouse, 2);
    try (var harness = open(null)) {
      tick(harness, 0);
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(state)) {
      tick(harness, 0);
      assertThat(last(harness).step()).isEqualTo(Step.PREPARE);
      assertThat(last(harness).edition().number()).isEqualTo(3);
      assertThat(last(harness).edition().generation()).isEqualTo(2);
    }
  }

  @Test
  void generationOfAnotherFeatureSetIsNotGoneOverTo() throws Exception {
    try (var harness = open(null)) {
      SmallIndex.buildWider(warehouse, 2);
      tick(harness, 0);
      tick(harness, 100_000);
      assertThat(harness.extractOutputValues()).isEmpty();
    }
  }

  @Test
  void presentEntriesAreGoneOverToWhenTheSnapshotThatWasReadHasExpired() throws Exception {
    try (var harness = open(null)) {
      tick(harness, 0);
      SmallIndex.build(warehouse, 2);
      try (Lake opened = Lake.open(lake)) {
        opened.index(SmallIndex.REF).rollback(1);
        opened
            .table(SmallIndex.REF.dataset(), "index_" + SmallIndex.REF.name())
            .expireSnapshots()
            .expireSnapshotId(base.snapshot())
            .commit();
      }
      tick(harness, 1_000);
      assertThat(last(harness).step()).isEqualTo(Step.PREPARE);
      assertThat(last(harness).edition().generation()).isEqualTo(1);
      assertThat(last(harness).edition().snapshot()).isNotEqualTo(base.snapshot());
    }
  }

  private OneInputStreamOperatorTestHarness<Long, EditionEvent> open(OperatorSubtaskState state)
      throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new WatchEditions(base, Duration.ofSeconds(1), context -> BOARD)),
            LongSerializer.INSTANCE);
    harness.setup(EditionEvent.FORMAT.typeInfo().createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void tick(OneInputStreamOperatorTestHarness<Long, EditionEvent> harness, long time)
      throws Exception {
    harness.setProcessingTime(time);
    harness.processElement(time, 0);
  }

  private static EditionEvent last(OneInputStreamOperatorTestHarness<Long, EditionEvent> harness) {
    List<EditionEvent> events = harness.extractOutputValues();
    return events.get(events.size() - 1);
  }

  private static void say(EditionEvent event, Kind kind, int parts) {
    for (int part = 0; part < parts; part++) {
      BOARD.report(new Report(event.token(), kind, part, parts, null));
    }
  }

  /** The job manager's memory, without one. */
  private static final class InJobManager implements GlobalAggregateManager {
    private final Map<String, Object> accumulators = new HashMap<>();

    @Override
    @SuppressWarnings("unchecked") // the function says what the types are
    public <IN, ACC, OUT> OUT updateGlobalAggregate(
        String name, Object value, AggregateFunction<IN, ACC, OUT> function) {
      ACC before =
          (ACC) accumulators.computeIfAbsent(name, unknown -> function.createAccumulator());
      ACC after = function.add((IN) value, before);
      accumulators.put(name, after);
      return function.getResult(after);
    }
  }
}
