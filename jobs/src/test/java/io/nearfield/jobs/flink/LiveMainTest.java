package io.nearfield.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveMainTest {

  @Test
  void readsKeysWithTheirValues() {
    assertThat(LiveMain.parse("--index", "shop.words", "--catalog.uri=http://c?a=b"))
        .isEqualTo(Map.of("index", "shop.words", "catalog.uri", "http://c?a=b"));
  }

  @Test
  void refusesWhatIsNoOptionOrHasNoValue() {
    assertThatThrownBy(() -> LiveMain.parse("shop.words"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'shop.words'");
    assertThatThrownBy(() -> LiveMain.parse("--index"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--index");
  }
}
