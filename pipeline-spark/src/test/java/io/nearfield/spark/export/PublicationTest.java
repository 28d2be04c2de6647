package io.nearfield.spark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.CommitConflictException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.export.ExportManifest;
import io.nearfield.connect.export.ExportPosition;
import io.nearfield.connect.export.ExportedFile;
import io.nearfield.spark.export.Publication.There;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTest {

  @TempDir Path temp;

  private Publication place(boolean atomic, String mark) {
    return place(atomic, mark, "run-" + mark);
  }

  private Publication place(boolean atomic, String mark, String runId) {
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(temp + "/out/there");
    Folders local = Folders.of(target, new Configuration());
    return new Publication(
        new Folders(local.system(), local.conf(), atomic), local.absolute(target), mark, runId);
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
    next.look();
    gather(next, "two");
    next.publish(manifest("two"), true);
    assertThat(visible()).containsExactly("there/data/two", "there/manifest.json");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofTwoThatPublishOneAfterTheOtherTheSecondIsTold(boolean atomic) throws IOException {
    Publication one = place(atomic, "a");
    Publication two = place(atomic, "b");
    one.look();
    two.look();
    gather(one, "one");
    gather(two, "two");
    one.publish(manifest("one"), false);
    for (boolean replace : new boolean[] {false, true}) {
      assertThatThrownBy(() -> two.publish(manifest("two"), replace))
          .isInstanceOf(CommitConflictException.class)
          .hasMessageContaining("run it again");
    }
    two.discard();
    assertThat(visible()).containsExactly("there/data/one", "there/manifest.json");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofSeveralThatPublishAtTheSameMomentOneWins(boolean atomic) throws Exception {
    List<Callable<String>> runs = new ArrayList<>();
    for (String name : List.of("one", "two", "three")) {
      Publication place = place(atomic, "same", "run-" + name);
      place.look();
      gather(place, name);
      runs.add(
          () -> {
            try {
              place.publish(manifest(name), false);
              return name;
            } catch (CommitConflictException e) {
              place.discard();
              return null;
            }
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(runs.size());
    try {
      List<String> won = new ArrayList<>();
      for (Future<String> run : threads.invokeAll(runs)) {
        if (run.get() != null) {
          won.add(run.get());
        }
      }
      assertThat(won).hasSize(1);
      assertThat(visible()).containsExactly("there/data/" + won.get(0), "there/manifest.json");
    } finally {
      threads.shutdown();
    }
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
    Path marked = Files.writeString(there.resolve("_unfinished-export"), "a\nrun-killed");
    Files.writeString(there.resolve("part"), "x");
    assertThat(place(false, "b").look()).isInstanceOf(There.Foreign.class);
    assertThatThrownBy(() -> place(false, "a").look())
        .as("it may be alive")
        .isInstanceOf(CommitConflictException.class)
        .hasMessageContaining("is at it since")
        .hasMessageContaining("run it again");
    assertThat(there.resolve("part")).exists();
    Files.setLastModifiedTime(marked, FileTime.from(Instant.now().minusSeconds(3600)));
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
