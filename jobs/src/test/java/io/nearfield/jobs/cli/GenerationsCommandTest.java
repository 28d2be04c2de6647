package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.GenerationFigures.Coverage;
import io.nearfield.connect.api.GenerationFigures.Lists;
import io.nearfield.connect.api.GenerationFigures.Training;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationsCommandTest {

  @TempDir Path folder;
  private DoorFixture fixture;

  @BeforeEach
  void open() {
    fixture = new DoorFixture(Map.of("NEARFIELD_WAREHOUSE", folder.toString()));
  }

  private void build(int generations) {
    FeatureSet set = new FeatureSet("shop", "words", Metric.DOT, ModelIdentity.imported(8), null);
    Plan plan = Plan.of("near", set, "IVF4,Flat");
    SplittableRandom random = new SplittableRandom(5);
    List<LakeFixture.Entity> entities = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      float[] vector = new float[8];
      for (int d = 0; d < vector.length; d++) {
        vector[d] = (float) random.nextGaussian();
      }
      entities.add(new LakeFixture.Entity("e" + i, vector, Map.of()));
    }
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      for (int i = 0; i < generations; i++) {
        Generation graded = LakeFixture.buildOnly(lake, plan, entities);
        lake.index(plan.ref())
            .activate(
                graded.withFigures(
                    new GenerationFigures(
                        new Training("NEARFIELD", 300, 42, 0.5, 0, 1.1),
                        Lists.of(new long[] {70, 70, 80, 80}, new long[] {140, 160}),
                        Coverage.built(12, -1))));
      }
    }
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("shop/index_near/data"))) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  @Test
  void showsFiguresAndDrawsTheLists() {
    build(2);
    assertThat(fixture.run("generations", "list", "--index", "near")).isZero();
    assertThat(fixture.out()).contains("retired").contains("active").contains("IVF4,Flat");
    assertThat(fixture.run("generations", "show", "--index", "near")).isZero();
    assertThat(fixture.out())
        .contains("generation 2 is active")
        .contains("95 % interval 1.000 to 1.000 over 100 held-out queries")
        .contains("covers snapshot 12 of the vectors")
        .contains("longest list 80 entries, 0 empty")
        .contains("#");
    assertThat(fixture.run("generations", "show", "--index", "near", "--generation", "1", "--json"))
        .isZero();
    assertThat(fixture.out()).contains("\"state\":\"RETIRED\"").contains("\"histogram\":[");
  }

  @Test
  void activatesAndRetires() {
    build(2);
    assertThat(fixture.run("generations", "activate", "--index", "near", "--generation", "1"))
        .isZero();
    assertThat(fixture.out()).contains("generation 1 is active");
    assertThat(fixture.run("generations", "retire", "--index", "near", "--generation", "1"))
        .isZero();
    assertThat(String.join(" ", fixture.errorLines())).contains("Nothing serves now");
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      IndexTable index = lake.index(lake.resolveIndex("near", null));
      assertThat(index.active()).isEmpty();
    }
    assertThat(fixture.run("generations", "activate", "--index", "near", "--generation", "2"))
        .isZero();
    assertThat(fixture.run("generations", "activate", "--index", "near", "--generation", "7"))
        .isEqualTo(1);
    assertThat(String.join(" ", fixture.errorLines())).contains("Cannot find generation 7");
  }

  @Test
  void expiringFreesTheDiskAndSparesTheActiveOne() throws IOException {
    build(3);
    long before = bytes();
    Path stray = folder.resolve("shop/index_near/data/left-by-a-killed-build.parquet");
    Files.write(stray, new byte[1000]);
    assertThat(
            fixture.run(
                "generations",
                "expire",
                "--index",
                "near",
                "--keep-retired",
                "0",
                "--older-than",
                "0s",
                "--orphans-older-than",
                "1d"))
        .isZero();
    assertThat(fixture.out()).contains("generations without rows: [1, 2]");
    assertThat(stray).exists(); // a build may be writing it
    Files.delete(stray);
    assertThat(bytes()).isBetween(before / 4, before / 2);
    Files.write(stray, new byte[1000]);
    assertThat(
            fixture.run(
                "generations",
                "expire",
                "--index",
                "near",
                "--older-than",
                "0s",
                "--orphans-older-than",
                "0s"))
        .isZero();
    assertThat(stray).doesNotExist();
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      IndexTable index = lake.index(lake.resolveIndex("near", null));
      assertThat(index.requireActive().number()).isEqualTo(3);
      assertThat(index.locations(3)).hasSize(300);
      assertThat(index.codebooks(3).trained().cells()).isEqualTo(4);
    }
    assertThat(fixture.run("generations", "activate", "--index", "near", "--generation", "2"))
        .isEqualTo(1);
    assertThat(String.join(" ", fixture.errorLines())).contains("its rows have been deleted since");
    assertThat(fixture.run("generations", "expire", "--index", "near", "--older-than", "soon"))
        .isEqualTo(2);
  }
}
