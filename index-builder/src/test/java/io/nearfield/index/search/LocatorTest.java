package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LocatorTest {

  @Test
  void placesEqualThoseOfAPlainMap() {
    SplittableRandom random = new SplittableRandom(8);
    Locator locator = new Locator(10);
    Map<Long, Long> oracle = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      // Ids that are near each other, far apart, negative, and the extremes.
      long id =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(2_000);
            case 1 -> (long) random.nextInt(2_000) << 32;
            case 2 -> -random.nextInt(2_000);
            default -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
          };
      if (step / 20_000 % 2 == 0 ? random.nextInt(3) > 0 : random.nextInt(3) == 0) {
        long place =
            Locator.place(
                random.nextInt(1 << 20), random.nextInt(1 << 16), random.nextInt(1 << 24));
        locator.put(id, place);
        oracle.put(id, place);
      } else {
        Long old = oracle.remove(id);
        assertThat(locator.remove(id)).isEqualTo(old == null ? Locator.NOWHERE : old);
      }
    }
    assertThat(locator.size()).isEqualTo(oracle.size());
    oracle.forEach((id, place) -> assertThat(locator.find(id)).isEqualTo(place));
    assertThat(locator.find(123_456_789L)).isEqualTo(Locator.NOWHERE);
  }

  @Test
  void aPlaceIsItsThreeNumbers() {
    long place = Locator.place((1 << 20) - 1, 65_535, (1 << 24) - 1);
    assertThat(Locator.cell(place)).isEqualTo((1 << 20) - 1);
    assertThat(Locator.part(place)).isEqualTo(65_535);
    assertThat(Locator.slot(place)).isEqualTo((1 << 24) - 1);
  }
}
