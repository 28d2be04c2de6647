package io.nearfield.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttributeColumnsTest {

  private static final List<String> OF_INDEX =
      List.of("lang", "price", "notes", "empty", "category", "stock");

  private static final Map<String, Object> ROW =
      Map.of(
          "stock", true, "category", "tents", "price", 9.5, "lang", "de", "notes", "x".repeat(30));

  @Test
  void keepsTheOrderOfTheIndexWhateverTheOrderOfTheRow() {
    assertThat(AttributeColumns.toShow(OF_INDEX, Set.of(), List.of(ROW, new HashMap<>(ROW))))
        .containsExactly("lang", "price", "category");
  }

  @Test
  void showsFirstWhatTheFilterNames() {
    assertThat(AttributeColumns.toShow(OF_INDEX, Set.of("stock", "category"), List.of(ROW)))
        .containsExactly("category", "stock", "lang");
  }

  @Test
  void leavesOutWhatIsLongSomewhereOrEmptyEverywhere() {
    Map<String, Object> longer = Map.of("lang", "y".repeat(25));
    assertThat(AttributeColumns.toShow(OF_INDEX, Set.of("notes", "empty"), List.of(ROW, longer)))
        .containsExactly("price", "category", "stock");
  }

  @Test
  void showsNothingWithoutRows() {
    assertThat(AttributeColumns.toShow(OF_INDEX, Set.of(), List.of())).isEmpty();
  }
}
