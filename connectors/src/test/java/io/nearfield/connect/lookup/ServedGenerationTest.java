package io.nearfield.connect.lookup;

import static io.nearfield.connect.lookup.ToyIndex.ENTITIES;
import static io.nearfield.connect.lookup.ToyIndex.NO_MODEL;
import static io.nearfield.connect.lookup.ToyIndex.ids;
import static io.nearfield.connect.lookup.ToyIndex.imported;
import static io.nearfield.connect.lookup.ToyIndex.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedGenerationTest {

  @TempDir static Path folder;
  private static Lake lake;

  @BeforeAll
  static void build() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  @Test
  void anIndexThatWasNeverActivatedIsRefused() {
    Plan plan = imported("draft", Metric.DOT, "Flat");
    LakeFixture.buildOnly(lake, plan, ENTITIES.subList(0, 50));
    assertThatThrownBy(() -> IndexSearcher.open(lake, plan.ref(), NO_MODEL))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("1 is BUILDING");
  }

  @Test
  void rollingBackGivesTheAnswersOfThatGeneration() {
    Plan plan = imported("back", Metric.COSINE, "IVF4,Flat");
    LakeFixture.build(lake, plan, ENTITIES.subList(0, 200));
    Neighbours before;
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      before = searcher.search(near(2, 10));
    }
    LakeFixture.build(lake, plan, ENTITIES.subList(100, 300));
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      assertThat(searcher.generation().number()).isEqualTo(2);
      assertThat(ids(searcher.search(near(2, 10)))).isNotEqualTo(ids(before));
    }
    lake.index(plan.ref()).rollback(1);
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      assertThat(searcher.search(near(2, 10))).isEqualTo(before);
    }
  }

  @Test
  void anEntryThatDoesNotFitItsCodebooksIsNamed() {
    Plan plan = imported("odd", Metric.COSINE, "IVF4,Flat");
    LakeFixture.build(lake, plan, ENTITIES.subList(0, 100));
    IndexTable index = lake.index(plan.ref());
    int partition = index.codebooks(1).partitionOfCell()[0];
    IndexEntry tooShort = new IndexEntry(0, "short", new byte[0], new float[] {1}, Map.of());
    LakeFixture.writeEntries(lake, plan.ref(), 1, Map.of(partition, List.of(tooShort)));
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      assertThatThrownBy(() -> searcher.search(near(0, 3).asExact()))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("'short'")
          .hasMessageContaining("odd.odd");
    }
  }
}
