package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackedLongsTest {

  @Test
  void everyNumberComesOutAsItWentIn() {
    SplittableRandom random = new SplittableRandom(4);
    for (int bits = 0; bits <= 64; bits++) {
      long[] values = new long[1 + random.nextInt(200)];
      long least = random.nextLong();
      for (int i = 0; i < values.length; i++) {
        long excess = bits == 0 ? 0 : random.nextLong() >>> (64 - bits);
        values[i] = bits == 64 ? random.nextLong() : least + excess;
      }
      PackedLongs packed = PackedLongs.of(values);
      assertThat(packed.size()).isEqualTo(values.length);
      for (int i = 0; i < values.length; i++) {
        assertThat(packed.get(i)).isEqualTo(values[i]);
      }
    }
    assertThat(PackedLongs.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -1, 0}).get(1))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(PackedLongs.of(new long[0]).size()).isZero();
  }

  @Test
  void idsThatAreCountedThroughTakeFewBits() {
    long[] values = new long[1_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 5_000_000_000L + 1_000L * i;
    }
    assertThat(PackedLongs.of(values).memoryBytes()).isLessThan(1_000 * 20 / 8 + 80);
  }
}
