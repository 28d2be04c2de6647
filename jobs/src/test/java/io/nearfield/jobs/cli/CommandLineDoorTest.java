package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.jobs.render.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineDoorTest {

  @TempDir Path folder;
  private DoorFixture fixture;

  @BeforeEach
  void open() {
    fixture = new DoorFixture(Map.of("NEARFIELD_WAREHOUSE", folder.resolve("wh").toString()));
  }

  static Stream<String> commands() {
    return new DoorFixture(Map.of()).door().line().getSubcommands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItselfWithAnExample(String command) {
    assertThat(fixture.run(command, "--help")).isZero();
    assertThat(fixture.out()).startsWith("Usage: nearfield " + command).contains("Example");
    assertThat(fixture.out()).contains("  nearfield " + command);
    assertThat(fixture.errorLines()).isEmpty();
  }

  @Test
  void everyOptionIsDescribed() {
    for (CommandLine command : fixture.door().line().getSubcommands().values()) {
      assertThat(command.getCommandSpec().options())
          .filteredOn(option -> !option.hidden())
          .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
    }
  }

  @Test
  void showsHelpAndVersion() {
    assertThat(fixture.run("--help")).isZero();
    assertThat(fixture.out()).contains("quickstart", "--warehouse", "Examples:");
    assertThat(fixture.run("--version")).isZero();
    assertThat(fixture.out()).startsWith("nearfield ");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(List.of(), "Name a command"),
        Arguments.of(List.of("serach"), "serach"),
        Arguments.of(List.of("ingest", "x"), "--dataset"),
        Arguments.of(List.of("ingest", "--dataset", "d"), "no path given"),
        Arguments.of(List.of("ingest", "--dataset", "1 bad", "x"), "dataset name '1 bad'"),
        Arguments.of(List.of("embed", "--dataset", "d"), "--feature-set"),
        Arguments.of(
            List.of("embed", "--dataset", "d", "--feature-set", "f", "--metric", "near"), "near"),
        Arguments.of(
            List.of(
                "build", "--dataset", "d", "--index", "i", "--feature-set", "f", "--spec", "IVX9"),
            "IVX9"),
        Arguments.of(
            List.of(
                "build",
                "--dataset",
                "d",
                "--index",
                "i",
                "--feature-set",
                "f",
                "--recall-target",
                "1.5"),
            "recall target 1.5"),
        Arguments.of(List.of("search", "--index", "i"), "exactly one of --text"),
        Arguments.of(List.of("search", "--index", "i", "--text", "a", "--id", "b"), "got 2"),
        Arguments.of(List.of("search", "--index", "i", "--text", " "), "empty text"),
        Arguments.of(List.of("search", "--index", "i", "--text", "a", "-k", "0"), "k = 0"),
        Arguments.of(List.of("search", "--index", "i", "--text", "a", "-k", "ten"), "ten"),
        Arguments.of(List.of("search", "--index", "i", "--vector", "1,NaN"), "value 2 is NaN"),
        Arguments.of(List.of("search", "--index", "i", "--vector", "1,x"), "value 2 is 'x'"),
        Arguments.of(List.of("search", "--index", "i", "--image", "none.png"), "none.png"),
        Arguments.of(
            List.of("search", "--index", "i", "--text", "a", "--output", "o"), "--queries"),
        Arguments.of(
            List.of("search", "--index", "i", "--text", "a", "--radius", "near"), "(--radius)"),
        Arguments.of(
            List.of("search", "--index", "i", "--ids", "a", "--combine", "meen"),
            "did you mean 'mean'?"),
        Arguments.of(
            List.of("search", "--index", "i", "--text", "a", "--combine", "mean"), "--ids"),
        Arguments.of(
            List.of("search", "--index", "i", "--text", "a", "--within", "none.txt"), "none.txt"),
        Arguments.of(
            List.of("search", "--index", "i", "--document", "none.pdf"), "document 'none.pdf'"),
        Arguments.of(
            List.of("search", "--index", "i", "--queries", "q.txt", "--farthest"), "--farthest"),
        Arguments.of(
            List.of("search", "--index", "i", "--queries", "q.txt", "--radius", "<1"),
            "one number"),
        Arguments.of(
            List.of("search", "--index", "i", "--text", "a", "--page", "1000"), "as far as 10000"),
        Arguments.of(List.of("neighbours", "-k", "5"), "--index"),
        Arguments.of(List.of("duplicates", "--index", "i"), "exactly one of --radius"),
        Arguments.of(
            List.of("duplicates", "--index", "i", "--radius", "1", "--similarity", "1"),
            "exactly one of --radius"),
        Arguments.of(List.of("evaluate", "--index", "i", "--html", "no/folder/x"), "--html"),
        Arguments.of(
            List.of("add", "--index", "i", "--id", "x"),
            "exactly one of --text, --image and --vector"),
        Arguments.of(List.of("remove", "--index", "i"), "--id"),
        Arguments.of(List.of("runs"), "--dataset"),
        Arguments.of(List.of("rollback"), "--index"),
        Arguments.of(
            List.of("dead-letters", "--dataset", "d", "--stage", "live"), "[INGEST, EMBED"),
        Arguments.of(List.of("--catalog", "novalue", "list"), "novalue"));
  }

  static Stream<Arguments> outOfRange() {
    String build = "build --dataset d --index i --feature-set f ";
    return Stream.of(
        Arguments.of("runs --dataset d", "--limit", "-1"),
        Arguments.of("dead-letters --dataset d", "--limit", "0"),
        Arguments.of("search --index i --text a", "--timeout", "-5"),
        Arguments.of("search --index i --text a", "--nprobe", "-1"),
        Arguments.of("search --index i --text a", "--rerank", "-2"),
        Arguments.of("search --index i --text a", "--rerank", "2000000"),
        Arguments.of("search --index i --text a", "-k", "10001"),
        Arguments.of("neighbours --index i", "-k", "1001"),
        Arguments.of("neighbours --index i", "--recall-target", "1.5"),
        Arguments.of("duplicates --index i", "--radius", "-0.5"),
        Arguments.of("duplicates --index i", "--similarity", "2"),
        Arguments.of("evaluate --index i", "--sample", "0"),
        Arguments.of("evaluate --index i", "--nprobe", "0"),
        Arguments.of("evaluate --index i", "--rerank", "-1"),
        Arguments.of("live --index i", "--port", "99999"),
        Arguments.of("live --index i", "--parallelism", "0"),
        Arguments.of("live --index i", "--parallelism", "129"),
        Arguments.of("live --index i", "--checkpoint-interval", "0"),
        Arguments.of("rollback --index i", "--generation", "0"),
        Arguments.of("remove --index i --id a", "--change-version", "-1"),
        Arguments.of("ingest --dataset d x", "--max-text-length", "0"),
        Arguments.of("embed --dataset d --feature-set f", "--items-per-commit", "0"),
        Arguments.of(build, "--recall-target", "0"),
        Arguments.of(build, "--partitions", "-1"),
        Arguments.of(build, "--grade-queries", "0"),
        Arguments.of(build, "--max-nprobe", "-1"),
        Arguments.of(build, "--max-rerank-factor", "1001"));
  }

  @ParameterizedTest
  @MethodSource
  void outOfRange(String command, String flag, String value) {
    List<String> arguments = new ArrayList<>(List.of(command.strip().split(" ")));
    arguments.add(flag);
    arguments.add(value);
    assertThat(fixture.run(arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(fixture.errorLines())
        .singleElement()
        .asString()
        .startsWith("nearfield: Cannot ")
        .contains("(" + flag + ")");
    assertThat(folder.resolve("wh/catalog.db")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongUsageIsOneLineAndStatusTwo(List<String> arguments, String part) {
    assertThat(fixture.run(arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(fixture.out()).isEmpty();
    assertThat(fixture.errorLines())
        .singleElement()
        .asString()
        .startsWith("nearfield: ")
        .contains(part);
  }

  @Test
  void failureIsOneLineAndStatusOne() {
    assertThat(fixture.run("search", "--index", "nowhere", "--text", "a")).isEqualTo(1);
    assertThat(fixture.errorLines())
        .singleElement()
        .asString()
        .startsWith("nearfield: Cannot ")
        .contains("nowhere");
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs", "dead-letters", "list"})
  void unknownDatasetIsAFailureThatNamesIt(String command) {
    assertThat(fixture.run(command, "--dataset", "nowhere")).isEqualTo(1);
    assertThat(fixture.errorLines()).singleElement().asString().contains("nowhere");
  }

  @Test
  void globalOptionsAreTakenBeforeAndAfterTheCommand() {
    String warehouse = folder.resolve("other").toString();
    assertThat(fixture.run("--warehouse", warehouse, "list")).isZero();
    assertThat(fixture.errorLines()).singleElement().asString().contains(warehouse);
    assertThat(fixture.run("list", "--warehouse", warehouse)).isZero();
    assertThat(fixture.errorLines()).singleElement().asString().contains(warehouse);
  }

  @Test
  void listsWhatIsThereForPeopleAndForScripts() {
    try (Lake lake = Lake.open(LakeOptions.of(folder.resolve("wh").toString()))) {
      lake.ensureDataset("shop");
      lake.items("shop");
    }
    assertThat(fixture.run("list")).isZero();
    assertThat(fixture.out()).contains("shop: 0 items");
    assertThat(fixture.run("list", "--json")).isZero();
    assertThat(fixture.out().strip())
        .isEqualTo("{\"dataset\":\"shop\",\"items\":0,\"featureSets\":[],\"generations\":[]}");
  }

  @Test
  void saysSoWhenResultsCannotBeWritten() {
    PrintStream full =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                throw new IOException("No space left on device");
              }
            },
            true,
            StandardCharsets.UTF_8);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(full, new PrintStream(err, true, StandardCharsets.UTF_8), 120, true, false);
    CommandLineDoor door = new CommandLineDoor(console, Map.of());
    assertThat(door.run("--version")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Cannot write results");
  }

  @Test
  void verboseLogsMoreAndSaysWhere() throws Exception {
    String warehouse = folder.resolve("verbose").toString();
    assertThat(fixture.run("list", "--warehouse", warehouse, "--verbose")).isZero();
    assertThat(fixture.errorLines().get(0))
        .isEqualTo("Log: " + folder.resolve("verbose/logs/nearfield.log"));
    assertThat(System.getProperty("nearfield.log.engines")).isEqualTo("info");
    List.of("nearfield.log.level", "nearfield.log.engines", "spark.log.level")
        .forEach(System::clearProperty);
  }

  @Test
  void aTextMayStartWithAnAtSign() throws Exception {
    Path file = Files.writeString(folder.resolve("arguments"), "--no-such-option");
    assertThat(fixture.run("search", "--index", "nowhere", "--text", "@" + file)).isEqualTo(1);
    assertThat(fixture.errorLines()).singleElement().asString().contains("nowhere");
  }
}
