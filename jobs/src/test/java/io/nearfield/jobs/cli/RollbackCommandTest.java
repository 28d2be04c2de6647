package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackCommandTest {

  private static final IndexRef REF = new IndexRef("shop", "products");
  private static final IndexSpec FLAT = IndexSpec.parse("Flat");
  private static final TrainedIndex TRAINED =
      IndexTrainer.train(
          new VectorBatch(new float[] {1, 0, 0, 1}, 2),
          FLAT,
          Metric.DOT,
          TrainingParams.defaults(),
          TrainingListener.SILENT);

  @TempDir Path folder;
  private DoorFixture fixture;

  @BeforeEach
  void open() {
    fixture = new DoorFixture(Map.of("NEARFIELD_WAREHOUSE", folder.toString()));
  }

  private void activate(int generations) {
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      lake.ensureDataset("shop");
      IndexTable index = lake.createIndex(REF, Map.of());
      for (int i = 0; i < generations; i++) {
        Generation begun = index.begin(generation());
        index.writeCodebooks(begun.number(), TRAINED, new int[] {0});
        index.activate(begun);
      }
    }
  }

  private static Generation generation() {
    return new Generation(
        0,
        Generation.State.BUILDING,
        FLAT,
        Metric.DOT,
        "words",
        ModelIdentity.imported(2),
        -1,
        0,
        1,
        1,
        0,
        0.95,
        0.97,
        0.96,
        0.98,
        100,
        Instant.parse("2026-11-20T00:00:00Z"));
  }

  private long active() {
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      return lake.index(REF).requireActive().number();
    }
  }

  @Test
  void theGenerationBeforeServesAgain() {
    activate(3);
    assertThat(fixture.run("rollback", "--index", "products")).isZero();
    assertThat(fixture.out())
        .startsWith("shop.products: generation 2 serves again instead of 3: Flat of 0 vectors");
    assertThat(active()).isEqualTo(2);
    assertThat(fixture.run("rollback", "--index", "products")).isZero();
    assertThat(active()).isOne();
  }

  @Test
  void aNamedGenerationServesAgainAlsoALaterOne() {
    activate(3);
    assertThat(fixture.run("rollback", "--index", "shop.products", "--generation", "1")).isZero();
    assertThat(active()).isOne();
    assertThat(fixture.run("rollback", "--index", "products", "--generation", "3", "--json"))
        .isZero();
    assertThat(fixture.out()).contains("\"generation\":3", "\"state\":\"ACTIVE\"");
    assertThat(active()).isEqualTo(3);
  }

  @Test
  void theOneThatServesStays() {
    activate(1);
    assertThat(fixture.run("rollback", "--index", "products", "--generation", "1")).isZero();
    assertThat(fixture.out()).contains("serves already");
  }

  @Test
  void saysWhenThereIsNothingToGoBackTo() {
    activate(1);
    assertThat(fixture.run("rollback", "--index", "products")).isOne();
    assertThat(fixture.errorLines())
        .singleElement()
        .asString()
        .startsWith("nearfield: Cannot roll back index 'shop.products': no generation before 1");
    assertThat(fixture.run("rollback", "--index", "products", "--generation", "9")).isOne();
    assertThat(fixture.errorLines()).singleElement().asString().contains("generation 9");
    assertThat(active()).isOne();
  }
}
