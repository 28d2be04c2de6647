package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is set, what is found wrong, and how commands explain and complete themselves. */
class ConfigCommandTest {

  @TempDir Path folder;

  private DoorFixture door(Map<String, String> environment) {
    return new DoorFixture(environment);
  }

  private Path file(String... lines) throws IOException {
    return Files.writeString(folder.resolve("n.properties"), String.join("\n", lines));
  }

  @Test
  void everyValueIsShownWithWhoSetIt() throws IOException {
    Path file = file("search.k = 20", "catalog.type = rest", "catalog.credential = ${env:SECRET}");
    DoorFixture door =
        door(
            Map.of(
                "NEARFIELD_RUNS_LIMIT",
                "3",
                "SECRET",
                "hunter2",
                "NEARFIELD_HEPA",
                "1g",
                "NEARFIELD_TOKEN",
                "hunter2"));
    assertThat(
            door.run(
                "--warehouse", folder.toString(), "config", "--config", file.toString(), "--json"))
        .isZero();
    assertThat(door.out().lines().toList())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"key\":\"warehouse\"", "\"origin\":\"flag\"", folder.toString()))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"key\":\"search.k\"", "\"value\":\"20\"", "\"origin\":\"file\""))
        .anySatisfy(
            line -> assertThat(line).contains("\"key\":\"runs.limit\"", "NEARFIELD_RUNS_LIMIT"))
        .anySatisfy(
            line -> assertThat(line).contains("\"key\":\"catalog.credential\"", "\"****\""));
    assertThat(door.out()).doesNotContain("hunter2");
    assertThat(door.errorLines().get(0))
        .contains("variable NEARFIELD_HEPA means nothing; did you mean 'NEARFIELD_HEAP'?");
    assertThat(door.run("config", "--all")).isZero();
    assertThat(door.out()).contains("build.recall-target", "features.create.metric", "default");
  }

  @Test
  void settingsAreTheDefaultsOfOptions() throws IOException {
    String lake = folder.resolve("lake").toString();
    String file = file("warehouse = " + lake, "runs.limit = 0").toString();
    DoorFixture door = door(Map.of("NEARFIELD_CONFIG", file, "NEARFIELD_RUNS_DATASET", "shop"));
    assertThat(door.run("runs")).isEqualTo(ExitStatus.USAGE);
    assertThat(door.errorLines().get(0)).contains("--limit");
    assertThat(door.run("runs", "--limit", "5")).isEqualTo(ExitStatus.FAILURE);
    assertThat(door.errorLines().get(0)).contains("dataset 'shop'").contains(lake);
    DoorFixture other =
        door(
            Map.of(
                "NEARFIELD_CONFIG",
                file,
                "NEARFIELD_FEATURES_SHOW_DATASET",
                "shop",
                "NEARFIELD_FEATURES_SHOW_FEATURE_SET",
                "words"));
    assertThat(other.run("features", "show")).isEqualTo(ExitStatus.FAILURE);
    assertThat(other.errorLines().get(0)).contains("dataset 'shop'");
  }

  @Test
  void wrongFilesAreRefusedBeforeAnythingIsDone() throws IOException {
    DoorFixture door = door(Map.of());
    assertThat(door.run("list", "--config", file("serch.k = 3").toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(door.errorLines()).hasSize(1);
    assertThat(door.errorLines().get(0)).contains("did you mean 'search.k'?");
    assertThat(door.run("list", "--config", file("catalog.token = abc").toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(door.errorLines().get(0)).contains("plain words").doesNotContain("abc");
    assertThat(door.run("--catalog", "type=rest", "--catalog", "token=abc", "list"))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(door.errorLines().get(0)).contains("--catalog").doesNotContain("abc");
    assertThat(door.run("list", "--config", "/not/there")).isEqualTo(ExitStatus.FAILURE);
  }

  static Stream<List<String>> everyCommand() {
    List<List<String>> paths = new ArrayList<>();
    Deque<CommandLine> left = new ArrayDeque<>(List.of(new DoorFixture(Map.of()).door().line()));
    while (!left.isEmpty()) {
      for (CommandLine command : left.remove().getSubcommands().values()) {
        left.add(command);
        paths.add(List.of(command.getCommandSpec().qualifiedName(" ").split(" ")));
      }
    }
    return paths.stream().map(path -> path.subList(1, path.size()));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandHasAnExampleThatParses(List<String> path) {
    DoorFixture door = door(Map.of());
    List<String> help = new ArrayList<>(path);
    help.add("--help");
    assertThat(door.run(help.toArray(String[]::new))).isZero();
    assertThat(door.out()).contains("Example", "--json");
    assertThat(door.out()).contains("  nearfield " + String.join(" ", path));
  }

  @Test
  void theDoctorSaysWhatItFoundAndWhatToDo() throws IOException {
    DoorFixture door = door(Map.of("NEARFIELD_WAREHOUSE", folder.resolve("lake").toString()));
    assertThat(door.run("doctor", "--json")).isZero();
    for (String check :
        List.of("java", "cores", "memory", "simd", "gpu", "disk", "model", "catalog", "broker")) {
      assertThat(door.out()).contains("\"check\":\"" + check + "\"");
    }
    assertThat(door.out()).contains("minilm embeds, 384 numbers");
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");
    DoorFixture broken =
        door(
            Map.of(
                "NEARFIELD_WAREHOUSE",
                notAFolder.toString(),
                "NEARFIELD_BOOTSTRAP_SERVERS",
                "127.0.0.1:1"));
    assertThat(broken.run("doctor")).isEqualTo(ExitStatus.FAILURE);
    assertThat(broken.out())
        .contains("FAILED   catalog", "it is a file, not a folder", "->")
        .contains("FAILED   broker", "nobody answers", "nearfield live");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completionsKnowCommandsAndOptions(String shell) throws Exception {
    DoorFixture door = door(Map.of());
    assertThat(door.run("completion", shell)).isZero();
    assertThat(door.out()).contains("complete -F", "dead-letters", "--feature-set");
    assertThat(door.run("completion", "fish")).isEqualTo(ExitStatus.USAGE);
    assertThat(door.errorLines().get(0)).contains("fish");
    assertThat(door.run("completion", "bash")).isZero();
    Path script = Files.writeString(folder.resolve("completion.sh"), door.out());
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "source "
                    + script
                    + "; COMP_WORDS=(nearfield sea); COMP_CWORD=1; _complete_nearfield;"
                    + " echo \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("search");
  }
}
