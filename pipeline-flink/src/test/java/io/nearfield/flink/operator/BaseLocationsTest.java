package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.flink.message.Places;
import org.junit.jupiter.api.Test;

class BaseLocationsTest {

  @Test
  void everyEntityIsFoundWhereItWasPutAndNoOther() {
    BaseLocations locations = new BaseLocations();
    for (int i = 0; i < 100_000; i++) {
      locations.put("entity-" + i, i % 17);
    }
    locations.put("entity-5", 99);
    assertThat(locations.size()).isEqualTo(100_000);
    assertThat(locations.partition("entity-5")).isEqualTo(99);
    for (int i = 6; i < 100_000; i++) {
      assertThat(locations.partition("entity-" + i)).isEqualTo(i % 17);
      assertThat(locations.partition("other-" + i)).isEqualTo(Places.NOWHERE);
    }
  }

  @Test
  void takesUpAtMostThirtyFiveBytesAnEntity() {
    BaseLocations locations = new BaseLocations();
    for (int i = 0; i < 50_000; i++) {
      locations.put("an entity with a name that is much longer than what is kept of it " + i, 1);
      if (i >= 100) {
        assertThat(locations.bytes()).isLessThanOrEqualTo(35L * locations.size());
      }
    }
  }
}
