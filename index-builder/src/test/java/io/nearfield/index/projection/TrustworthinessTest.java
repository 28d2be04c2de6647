package io.nearfield.index.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RandomSource.class)
class TrustworthinessTest {

  @Test
  void aTruePictureIsTrustedAndOneAtRandomIsNot(SplittableRandom random) {
    VectorBatch rows = TestVectors.gaussian(random, 300, 2);
    assertThat(Trustworthiness.of(rows, rows, 7, 2)).isEqualTo(1);
    VectorBatch other = TestVectors.gaussian(random, 300, 2);
    assertThat(Trustworthiness.of(rows, other, 7, 1)).isBetween(0.4, 0.6);
  }

  @Test
  void oneSwapCostsWhatTheDefinitionSays() {
    // On a line 0 1 2 3 4 5 6; shown, the points 1 and 3 have changed places.
    VectorBatch rows = new VectorBatch(new float[] {0, 1.1f, 2.3f, 3.6f, 5, 6.5f, 8.1f}, 1);
    float[] shown = {0, 0, 3.6f, 0, 2.3f, 0, 1.1f, 0, 5, 0, 6.5f, 0, 8.1f, 0};
    // Shown nearest, with their true ranks: 0>3 (3), 1>2 (2), 2>3 (2), 3>0 (5), 4>1 (5), 5>4, 6>5.
    double excess = 2 + 1 + 1 + 4 + 4;
    assertThat(Trustworthiness.of(rows, new VectorBatch(shown, 2), 1, 1))
        .isEqualTo(1 - 2 * excess / (7 * (2 * 7 - 3 - 1)), within(1e-12));
  }

  @Test
  void moreNeighboursThanHalfOfTheRowsAreRefused() {
    VectorBatch rows = new VectorBatch(new float[12], 2);
    assertThatThrownBy(() -> Trustworthiness.of(rows, rows, 3, 1))
        .hasMessageContaining("Cannot judge 6 points for 6 rows by 3 neighbours");
  }
}
