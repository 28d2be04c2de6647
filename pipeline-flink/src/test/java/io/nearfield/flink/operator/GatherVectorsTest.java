package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Lookup.Combine;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.local.SmallIndex;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatherVectorsTest {

  private static final long TIMEOUT = 60_000;
  private static final List<String> IDS = List.of("b", "a", "c");

  @TempDir static Path warehouse;

  private static Base base;

  @BeforeAll
  static void build() {
    SmallIndex.build(warehouse, 3);
    base = Base.active(LakeOptions.of(warehouse.toString()), SmallIndex.REF);
  }

  private static KeyedOneInputStreamOperatorTestHarness<
          String, Outcome<Question>, Outcome<Question>>
      open() throws Exception {
    return ProcessFunctionTestHarnesses.forKeyedProcessFunction(
        new GatherVectors(base, TIMEOUT), outcome -> outcome.value().ticket(), Types.STRING);
  }

  private static Question part(int part, Combine combine, float[] vector) {
    Lookup lookup = Lookup.of(new Lookup.ByEntities(IDS, combine), 3);
    return Question.of("0@1", "r", 5, lookup).withPart(part).withVector(vector);
  }

  private static float[] vector(int seed) {
    return SmallIndex.vector(new Random(seed));
  }

  @Test
  void meanIsAskedOnceWhenAllVectorsAreKnown() throws Exception {
    try (var harness = open()) {
      harness.processElement(Outcome.of(part(2, Combine.MEAN, vector(2))), 0);
      harness.processElement(Outcome.of(part(0, Combine.MEAN, vector(0))), 0);
      harness.processElement(Outcome.of(part(0, Combine.MEAN, vector(0))), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement(Outcome.of(part(1, Combine.MEAN, vector(1))), 0);
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(
              outcome -> {
                Question question = outcome.value();
                assertThat(outcome.failed()).isFalse();
                assertThat(question.isPart()).isFalse();
                assertThat(question.excluded()).isEqualTo(Set.copyOf(IDS));
                assertThat(question.vector()).hasSameSizeAs(vector(0));
              });
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void eachIsAskedWithItsOwnVector() throws Exception {
    try (var harness = open()) {
      for (int part : new int[] {1, 2, 0}) {
        harness.processElement(Outcome.of(part(part, Combine.EACH, vector(part))), 0);
      }
      List<Outcome<Question>> asked = harness.extractOutputValues();
      assertThat(asked).extracting(outcome -> outcome.value().entityId()).isEqualTo(IDS);
      for (int part = 0; part < 3; part++) {
        assertThat(asked.get(part).value().vector()).containsExactly(vector(part));
        assertThat(asked.get(part).value().excluded()).containsExactly(IDS.get(part));
      }
    }
  }

  @Test
  void oneThatIsMissingFailsTheLookupOnce() throws Exception {
    for (Combine combine : Combine.values()) {
      try (var harness = open()) {
        harness.processElement(new Outcome<>(part(1, combine, null), "not there"), 0);
        harness.processElement(new Outcome<>(part(2, combine, null), "not there either"), 0);
        assertThat(harness.extractOutputValues()).isEmpty();
        harness.processElement(Outcome.of(part(0, combine, vector(0))), 0);
        assertThat(harness.extractOutputValues())
            .singleElement()
            .satisfies(outcome -> assertThat(outcome.failure()).isEqualTo("not there"));
      }
    }
  }

  @Test
  void whatNeverBecomesCompleteIsForgotten() throws Exception {
    try (var harness = open()) {
      harness.processElement(Outcome.of(part(2, Combine.MEAN, vector(2))), 0);
      harness.setProcessingTime(TIMEOUT + 1);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }
}
