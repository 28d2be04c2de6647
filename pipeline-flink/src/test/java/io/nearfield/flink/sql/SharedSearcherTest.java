package io.nearfield.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SharedSearcherTest {

  private static final Holding HOLDING = new Holding(Duration.ofMillis(20), 1 << 20, 1);

  @TempDir Path warehouse;

  @Test
  void oneIsOpenHoweverManyHoldItUntilTheLastLetsGo() {
    SqlIndex.build(warehouse, Metric.DOT, 1);
    SharedSearcher first = SharedSearcher.hold(location(), HOLDING);
    SharedSearcher second = SharedSearcher.hold(location(), HOLDING);
    assertThat(SharedSearcher.open()).isEqualTo(1);
    first.close();
    first.close();
    assertThat(SharedSearcher.open()).isEqualTo(1);
    assertThat(generation(second)).isEqualTo(1);
    second.close();
    assertThat(SharedSearcher.open()).isZero();
    assertThatThrownBy(() -> generation(second)).hasMessageContaining("it is closed");
  }

  @Test
  @Timeout(60)
  void followsTheActiveGeneration() throws Exception {
    SqlIndex.build(warehouse, Metric.DOT, 1);
    try (SharedSearcher searcher = SharedSearcher.hold(location(), HOLDING)) {
      assertThat(generation(searcher)).isEqualTo(1);
      SqlIndex.build(warehouse, Metric.DOT, 2);
      while (generation(searcher) != 2) {
        Thread.sleep(10);
      }
    }
  }

  @Test
  void anIndexThatCannotBeOpenedLeavesNothingBehind() {
    SqlIndex.build(warehouse, Metric.DOT, 1);
    IndexLocation elsewhere =
        new IndexLocation(LakeOptions.of(warehouse.toString()), new IndexRef("shop", "nothing"));
    assertThatThrownBy(() -> SharedSearcher.hold(elsewhere, HOLDING))
        .isInstanceOf(NearfieldException.class);
    assertThat(SharedSearcher.open()).isZero();
  }

  private IndexLocation location() {
    return new IndexLocation(LakeOptions.of(warehouse.toString()), SqlIndex.REF);
  }

  private static long generation(SharedSearcher searcher) {
    Lookup lookup = Lookup.of(new Lookup.ByVector(new float[] {1, 2, 3, 4, 5, 6}), 1);
    return searcher.ask(opened -> opened.search(lookup)).generation();
  }
}
