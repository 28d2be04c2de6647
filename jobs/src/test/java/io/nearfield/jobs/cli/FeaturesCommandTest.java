package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.IndexSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesCommandTest {

  @TempDir Path folder;
  private DoorFixture door;

  @BeforeEach
  void open() {
    door = new DoorFixture(Map.of("NEARFIELD_WAREHOUSE", folder.resolve("lake").toString()));
  }

  private int features(String what, String... more) {
    String[] all = new String[more.length + 6];
    System.arraycopy(
        new String[] {"features", what, "--dataset", "shop", "--feature-set", "ada"}, 0, all, 0, 6);
    System.arraycopy(more, 0, all, 6, more.length);
    return door.run(all);
  }

  private void create() {
    assertThat(features("create", "--dimension", "2", "--model-name", "ada-002")).isZero();
  }

  @Test
  void aSetIsCreatedShownAndListed() {
    assertThat(features("create")).isEqualTo(ExitStatus.USAGE);
    assertThat(door.errorLines().get(0)).contains("--dimension");
    assertThat(
            features(
                "create",
                "--dimension=2",
                "--entity-type=annotation",
                "--set-type=face",
                "--meta=owner=vision",
                "--model-name=ada-002"))
        .isZero();
    assertThat(features("show")).isZero();
    assertThat(door.out())
        .contains("annotation", "ada-002@", "owner = vision", "face", "0 vectors");
    assertThat(features("create", "--dimension=3")).isEqualTo(ExitStatus.FAILURE);
    assertThat(door.run("features", "list", "--json")).isZero();
    assertThat(door.out()).contains("\"metadata\":{\"owner\":\"vision\"}", "\"vectors\":0");
    assertThat(door.run("features")).isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void vectorsAreAddedAndFoundAgainAndWhatIsMissingIsNamed() throws IOException {
    create();
    assertThat(features("add", "--id", "p1", "--vector", "[1, 2]")).isZero();
    Path lines = folder.resolve("more.jsonl");
    Files.writeString(
        lines,
        """
        {"id": "p1", "vector": [3, 4]}
        {"id": "p2", "vector": [5]}

        {"id": "p3", "vector": [0, 0]}
        {"id": "p4", "vector": [NaN, 0]}
        {"id": "p5", "vector": [5, 6]}
        """);
    assertThat(features("add", "--from", lines.toString(), "--json")).isZero();
    assertThat(door.out())
        .contains("\"in\":5,\"added\":1,\"updated\":1,\"unchanged\":0,\"refused\":3");
    assertThat(door.run("dead-letters", "--dataset", "shop", "--stage", "features")).isZero();
    assertThat(door.out())
        .contains(
            "more.jsonl:2", "wrong-dimension", "zero-vector", "not-finite", "number 0 is NaN");

    assertThat(features("get", "--ids", "p1,p9,p5")).isEqualTo(ExitStatus.FAILURE);
    assertThat(door.out()).contains("\"vector\":[3.0,4.0]", "\"vector\":[5.0,6.0]");
    assertThat(door.errorLines()).containsExactly("No vector of 'p9' in feature set 'ada'");
    assertThat(door.run("features", "get", "--dataset", "shop", "--entity", "p5")).isZero();
    assertThat(door.out()).contains("\"feature_set\":\"ada\"");

    assertThat(features("add", "--id", "x", "--vector", "[1]")).isEqualTo(ExitStatus.FAILURE);
    assertThat(features("add", "--id", "x", "--vector", "[1, 1]", "--model-name", "other"))
        .isEqualTo(ExitStatus.FAILURE);
    assertThat(door.errorLines().get(0)).contains("ada-002@");
    try (Lake lake = Lake.open(LakeOptions.of(folder.resolve("lake").toString()))) {
      assertThat(lake.runs("shop"))
          .extracting(Run::type, Run::state)
          .contains(tuple("add-vectors", "FAILED"));
    }
  }

  @Test
  void aSetThatAnIndexIsBuiltFromIsKeptUnlessForced() {
    create();
    try (Lake lake = Lake.open(LakeOptions.of(folder.resolve("lake").toString()))) {
      FeatureSet set = lake.requireFeatureSet("shop", "ada");
      IndexTable index = lake.createIndex(new IndexRef("shop", "things"), Map.of());
      index.begin(
          new Generation(
              0,
              Generation.State.BUILDING,
              IndexSpec.parse("Flat"),
              set.metric(),
              set.name(),
              set.model(),
              -1,
              0,
              1,
              1,
              0,
              0.95,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              0,
              Instant.EPOCH));
    }
    assertThat(features("delete")).isEqualTo(ExitStatus.FAILURE);
    assertThat(door.errorLines().get(0)).contains("index shop.things, generation 1 (building)");
    assertThat(features("delete", "--force", "--with-vectors")).isZero();
    assertThat(features("show")).isEqualTo(ExitStatus.FAILURE);
  }
}
