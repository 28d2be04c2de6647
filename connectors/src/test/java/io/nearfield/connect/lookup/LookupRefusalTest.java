package io.nearfield.connect.lookup;

import static io.nearfield.connect.lookup.ToyIndex.DIMENSION;
import static io.nearfield.connect.lookup.ToyIndex.NO_MODEL;
import static io.nearfield.connect.lookup.ToyIndex.PQ;
import static io.nearfield.connect.lookup.ToyIndex.near;
import static io.nearfield.connect.lookup.ToyIndex.query;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupRefusalTest {

  @TempDir static Path folder;
  private static Lake lake;

  @BeforeAll
  static void build() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    ToyIndex.build(lake);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  private static IndexSearcher open() {
    return IndexSearcher.open(lake, PQ, NO_MODEL);
  }

  @Test
  void wrongVectorsAreRefusedWithTheRule() {
    try (IndexSearcher searcher = open()) {
      assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByVector(new float[3]), 5)))
          .isInstanceOf(IncompatibleException.class)
          .hasMessageContaining("dimension 3")
          .hasMessageContaining("dimension 16")
          .hasMessageContaining("toy@toy-1")
          .hasMessageContaining("shop.pq");
      float[] nan = query(0);
      nan[5] = Float.NaN;
      assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByVector(nan), 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("NaN")
          .hasMessageContaining("position 5");
      for (int length : new int[] {0, DIMENSION}) {
        assertThatThrownBy(
                () -> searcher.search(Lookup.of(new Lookup.ByVector(new float[length]), 5)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void aFilterOnAnUnknownColumnNamesTheKnownOnes() {
    try (IndexSearcher searcher = open()) {
      assertThatThrownBy(() -> searcher.search(near(0, 5).withFilter("price < 3")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("price")
          .hasMessageContaining("lang");
    }
  }

  @Test
  void anUnknownIndexNamesTheKnownOnes() {
    assertThatThrownBy(() -> IndexSearcher.open(lake, new IndexRef("shop", "nope"), NO_MODEL))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'shop.nope'")
        .hasMessageContaining("shop.pq");
  }
}
