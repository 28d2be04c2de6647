package io.nearfield.spark.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecChoiceTest {

  private static final BuildOptions AUTO = BuildOptions.of(new IndexRef("shop", "near"), "words");

  private static SpecChoice choose(BuildOptions options, long entries) {
    return SpecChoice.of(options, entries, 384, Metric.COSINE);
  }

  private static BuildOptions spec(String text) {
    return AUTO.withSpec(IndexSpec.parse(text));
  }

  @Test
  void chosenByNumberMemoryAndRecallWithReasons() {
    assertThat(choose(AUTO, 1_000).spec()).hasToString("Flat");
    SpecChoice million = choose(AUTO, 1_000_000);
    assertThat(million.spec()).hasToString("IVF4096,PQ96x4fs,Refine(Flat)");
    assertThat(million.reason())
        .startsWith("IVF4096,PQ96x4fs,Refine(Flat), because: 1,000,000 vectors go to 4,096 cells");
    SpecChoice small = choose(AUTO.withMemoryBudget(600L << 20), 1_000_000);
    assertThat(small.spec()).isNotEqualTo(million.spec());
    assertThat(small.reason()).contains("of the").contains("there are");
    assertThatThrownBy(() -> choose(AUTO.withMemoryBudget(1 << 20), 1_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("take at least");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IVF64,Flat",
        "IVF64,SQ8",
        "IVF64,PQ48",
        "IVF64,PQ96x4fs,Refine(Flat)",
        "IVF64,PQ96x4fs,Refine(SQ8)",
        "OPQ48,IVF64,PQ48",
        "IVF64,RaBitQ",
        "PQ48",
        "Flat"
      })
  void takesWhatATableCanAnswerBy(String text) {
    assertThat(choose(spec(text), 100_000).spec()).hasToString(text);
  }

  @Test
  void refusesWhatItCannot() {
    assertThatThrownBy(() -> choose(spec("LSH256"), 100_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hashes stand without cells")
        .hasMessageContaining("--spec");
    assertThatThrownBy(() -> choose(spec("Flat"), 10_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one index partition of 15.4 GB")
        .hasMessageContaining("IVFn,Flat");
    assertThatThrownBy(() -> SpecChoice.of(spec("IVF64,PQ48"), 100_000, 384, Metric.L1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("L1");
  }
}
