package io.nearfield.connect.lookup;

import static io.nearfield.connect.lookup.ToyIndex.COUNT;
import static io.nearfield.connect.lookup.ToyIndex.NO_MODEL;
import static io.nearfield.connect.lookup.ToyIndex.PQ;
import static io.nearfield.connect.lookup.ToyIndex.ids;
import static io.nearfield.connect.lookup.ToyIndex.near;
import static io.nearfield.connect.lookup.ToyIndex.query;
import static io.nearfield.connect.lookup.ToyIndex.truth;
import static io.nearfield.connect.lookup.ToyIndex.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Lookup.Combine;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages, and lookups by several entities. */
class LookupPagesTest {

  @TempDir static Path folder;
  private static Lake lake;
  private static IndexSearcher searcher;

  @BeforeAll
  static void build() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    ToyIndex.build(lake);
    searcher = IndexSearcher.open(lake, PQ, NO_MODEL);
  }

  @AfterAll
  static void close() {
    searcher.close();
    lake.close();
  }

  private static List<String> pages(Lookup lookup, int count, int size) {
    List<String> all = new ArrayList<>();
    for (int page = 0; page < count; page++) {
      all.addAll(ids(searcher.search(lookup.withPage(page, size))));
    }
    return all;
  }

  @Test
  void approximatePagesNeverOverlapAndComeClose() {
    int right = 0;
    for (int i = 0; i < 20; i++) {
      Lookup lookup = near(i, 7).withFilter(i % 2 == 0 ? null : "lang = 'de'");
      List<String> all = pages(lookup, 9, 7);
      assertThat(all).hasSize(63).doesNotHaveDuplicates();
      assertThat(all.subList(0, 7)).isEqualTo(ids(searcher.search(lookup)));
      int step = i;
      List<String> truth =
          truth(query(i), 63, e -> step % 2 == 0 || "de".equals(e.attributes().get("lang")));
      right += (int) truth.stream().filter(all::contains).count();
    }
    assertThat(right / (20 * 63.0)).isGreaterThan(0.85);
  }

  @Test
  void exactPagesAreTheTruthCut() {
    assertThat(pages(near(3, 5).asExact(), 6, 5)).isEqualTo(truth(query(3), 30, e -> true));
    Neighbours last = searcher.search(near(3, 5).asExact().withPage(2, 1400));
    assertThat(last.neighbours()).hasSize(COUNT - 2800);
    assertThat(last.total()).isEqualTo(COUNT);
    assertThat(searcher.search(near(3, 5).asExact().withPage(4, 1000)).neighbours()).isEmpty();
  }

  @Test
  void allPagesTogetherAreEverything() {
    assertThat(pages(near(4, 500), 7, 500)).hasSize(COUNT).doesNotHaveDuplicates();
  }

  @Test
  void severalEntitiesAreAnsweredEachOnItsOwn() {
    List<String> asked = List.of("e900", "e1", "e50");
    Lookup lookup = Lookup.of(new Lookup.ByEntities(asked, Combine.EACH), 6).asExact();
    Map<String, Neighbours> answers = searcher.searchEach(lookup);
    assertThat(answers.keySet()).containsExactlyElementsOf(asked);
    answers.forEach(
        (id, its) -> assertThat(ids(its)).isEqualTo(truth(vector(id), 6, e -> !e.id().equals(id))));
    assertThatThrownBy(() -> searcher.search(lookup)).hasMessageContaining("(combine)");
    assertThatThrownBy(() -> searcher.searchEach(near(1, 1))).hasMessageContaining("(ids)");
  }

  @Test
  void entitiesThatAreNotThereAreNamed() {
    for (Combine combine : Combine.values()) {
      Lookup lookup =
          Lookup.of(new Lookup.ByEntities(List.of("e1", "no-one", "nobody"), combine), 6);
      assertThatThrownBy(
              () -> {
                if (combine == Combine.EACH) {
                  searcher.searchEach(lookup);
                } else {
                  searcher.search(lookup);
                }
              })
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("2 entities, such as 'no-one', 'nobody'");
    }
  }

  @Test
  void attributesThatAreNotThereAreRefusedWithTheNearest() {
    assertThatThrownBy(() -> searcher.search(near(1, 1).returning(List.of("lnag"))))
        .hasMessageContaining("'lnag'")
        .hasMessageContaining("did you mean 'lang'?");
  }

  @Test
  void bitsAreRefusedByAnIndexOfNumbers() {
    assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByBits(new byte[] {1}), 1)))
        .hasMessageContaining("compared by COSINE");
  }
}
