package io.nearfield.jobs.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LakeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveProcessTest {

  private static final IndexRef INDEX = new IndexRef("shop", "words");

  @TempDir Path folder;

  private Path launcher(String script) throws Exception {
    Path file = folder.resolve("nearfield");
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private LakeOptions lake() {
    return LakeOptions.of(folder.toString());
  }

  @Test
  void handsOnTheWarehouse() {
    LakeOptions lake = lake();
    assertThat(LiveProcess.command(Path.of("/nf"), lake, INDEX))
        .containsExactly(
            "/nf",
            "--warehouse",
            lake.warehouse(),
            "--json",
            "live",
            "--index",
            "shop.words",
            "--while-stdin-open");
  }

  @Test
  void handsOnTheCatalogWhereOthersCannotReadIt() throws Exception {
    Path seen = folder.resolve("seen");
    Path script =
        launcher(
            "printf '%s|%s' \"$*\" \"$NEARFIELD_CATALOG\" > "
                + seen
                + "\necho 'nearfield: enough' >&2\nexit 1\n");
    LakeOptions lake = new LakeOptions(folder.toString(), Map.of("token", "secret"));
    assertThatThrownBy(() -> LiveProcess.start(script, lake, INDEX))
        .isInstanceOf(NearfieldException.class);
    String[] parts = Files.readString(seen).split("\\|");
    assertThat(parts[0]).contains("live").doesNotContain("secret");
    assertThat(parts[1]).isEqualTo("{\"token\":\"secret\"}");
  }

  @Test
  void waitsUntilTheJobIsReadyAndEndsItByClosingItsInput() throws Exception {
    Path ended = folder.resolve("ended");
    Path script =
        launcher(
            "echo noise\n"
                + "echo '{\"event\":\"ready\",\"bootstrapServers\":\"127.0.0.1:9\"}'\n"
                + "cat >/dev/null\n"
                + "touch "
                + ended
                + "\n");
    try (LiveProcess live = LiveProcess.start(script, lake(), INDEX)) {
      assertThat(live.bootstrapServers()).isEqualTo("127.0.0.1:9");
      assertThat(ended).doesNotExist();
    }
    assertThat(ended).exists();
  }

  @Test
  void failsWithTheChildsOwnMessage() throws Exception {
    Path script = launcher("echo 'nearfield: Cannot bind port 9092' >&2\nexit 1\n");
    assertThatThrownBy(() -> LiveProcess.start(script, lake(), INDEX))
        .isInstanceOf(NearfieldException.class)
        .hasMessage("Cannot start the live job: Cannot bind port 9092");
  }
}
