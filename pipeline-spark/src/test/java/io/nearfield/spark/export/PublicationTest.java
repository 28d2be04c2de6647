package io.nearfield.spark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.export.ExportManifest;
import io.nearfield.connect.export.ExportPosition;
import io.nearfield.connect.export.ExportedFile;
import io.nearfield.spark.export.Publication.There;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTest {

  @TempDir Path temp;

  private Publication place(boolean atomic, String mark) {
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(temp + "/out/there");
    Folders local = Folders.of(target, new Configuration());
    return new Publication(
        new Folders(local.system(), local.conf(), atomic),
        local.absolute(target),
        mark,
        "run-" + mark);
  }

  private static ExportManifest manifest(String file) {
    return new ExportManifest(
        new ExportManifest.About("shop", "all", 0, "run", Instant.EPOCH, Map.of("format", "csv")),
        new ExportPosition(new TreeMap<>(Map.of("items", 7L))),
        null,
        Map.of("rows", 1L, "removed", 0L),
        Map.of("entity_id", "string"),
        List.of(new ExportedFile("data/" + file, ExportedFile.DATA, 1, 1, "00")),
        Map.of("words", "minilm@12"));
  }

  private void gather(Publication place, String file) throws IOException {
    place.begin();
    Path aside = Path.of(place.aside().toUri().getPath());
    Files.createDirectories(aside.resolve("data"));
    Files.writeString(aside.resolve("data").resolve(file), "x");
    Files.writeString(aside.resolve("data").resolve("." + file + ".crc"), "x");
  }

  private List<String> visible() throws IOException {
    try (Stream<Path> files = Files.walk(temp.resolve("out"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> temp.resolve("out").relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anExportIsThereWithItsManifestAndNothingElse(boolean atomic) throws IOException {
    Publication place = place(atomic, "a");
    assertThat(place.look()).isInstanceOf(There.Free.class);
    gather(place, "one");
    assertThat(Files.exists(temp.resolve("out/there"))).as("nothing before its time").isFalse();
    place.publish(manifest("one"), false);
    assertThat(visible()).containsExactly("there/data/one", "there/manifest.json");
    assertThat(place.look()).isEqualTo(new There.Whole(manifest("one")));

    Publication next = place(atomic, "b");
    gather(next, "two");
    next.publish(manifest("two"), true);
    assertThat(visible()).containsExactly("there/data/two", "there/manifest.json");
  }

  @Test
  void ofTwoThatPublishAtOnceOneWins() throws IOException {
    Publication one = place(true, "a");
    Publication two = place(true, "b");
    gather(one, "one");
    gather(two, "two");
    one.publish(manifest("one"), false);
    assertThatThrownBy(() -> two.publish(manifest("two"), false))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("run it again");
    two.discard();
    assertThat(visible()).containsExactly("there/data/one", "there/manifest.json");
  }

  @Test
  void whatSomebodyElseLaidDownIsNotTouched() throws IOException {
    Path there = Files.createDirectories(temp.resolve("out/there"));
    assertThat(place(true, "a").look()).as("an empty folder").isInstanceOf(There.Free.class);
    Files.writeString(there.resolve("theirs"), "x");
    assertThat(place(true, "a").look()).isInstanceOf(There.Foreign.class);
    assertThat(visible()).containsExactly("there/theirs");
  }

  @Test
  void whatAKilledRunBeganToLayDownIsClearedByTheSameExportOnly() throws IOException {
    Path there = Files.createDirectories(temp.resolve("out/there"));
    Files.writeString(there.resolve("_unfinished-export"), "a");
    Files.writeString(there.resolve("part"), "x");
    assertThat(place(false, "b").look()).isInstanceOf(There.Foreign.class);
    assertThat(place(false, "a").look()).isInstanceOf(There.Free.class);
    assertThat(Files.exists(there)).isFalse();
  }

  @Test
  void secretsOfAnAddressAreLeftOut() {
    assertThat(Folders.withoutSecrets("s3a://key:se%2Fcret@bucket/a?token=x"))
        .isEqualTo("s3a://bucket/a");
    assertThat(Folders.withoutSecrets("/plain/path")).isEqualTo("/plain/path");
    assertThat(Folders.withoutSecrets("file:///plain/a#1?")).isEqualTo("/plain/a#1?");
  }

  @Test
  void aManifestIsReadAsItWasWritten() {
    ExportManifest manifest = manifest("one");
    assertThat(ExportManifest.parse(manifest.toJson(), "m")).isEqualTo(manifest);
    assertThatThrownBy(
            () -> ExportManifest.parse("{\"version\": 9}".getBytes(StandardCharsets.UTF_8), "m"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("9");
  }
}
