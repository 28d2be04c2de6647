package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.GenerationFigures.Training;
import io.nearfield.flink.local.SmallIndex;
import io.nearfield.index.search.CellFigures;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildWatchTest {

  @TempDir Path warehouse;

  private final RebuildWatch watch = new RebuildWatch();

  @Test
  void saysOnceForEachGenerationThatANewBuildIsDue() {
    Generation built =
        SmallIndex.build(warehouse, 1)
            .withFigures(
                new GenerationFigures(new Training("LOCAL", 120, 1, 2.0, 0, 1.0), null, null));
    // Twelve cells of ten entries each, as far from their centroids as at the build.
    assertThat(watch.look(built, new CellFigures(120, 240, 1_200, 10), 12)).isNull();
    assertThat(watch.drift()).isZero();
    assertThat(watch.isDue(built.number())).isFalse();

    CellFigures twiceAsFar = new CellFigures(120, 480, 1_200, 10);
    assertThat(watch.look(built, twiceAsFar, 12)).contains("drift is 0.50");
    assertThat(watch.isDue(built.number())).isTrue();
    assertThat(watch.look(built, twiceAsFar, 12)).isNull();

    CellFigures grown = new CellFigures(300, 600, 7_500, 25);
    assertThat(watch.look(built.withNumber(2), grown, 12)).contains("2.5 times as many entries");
  }

  @Test
  void generationThatWasNotMeasuredHasNoDrift() {
    Generation unmeasured = SmallIndex.build(warehouse, 1);
    assertThat(watch.look(unmeasured, new CellFigures(120, 480, 1_200, 10), 12)).isNull();
    assertThat(watch.drift()).isNaN();
  }
}
