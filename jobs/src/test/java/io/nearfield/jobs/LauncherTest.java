package io.nearfield.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bin/nearfield} would start; nothing is built or started. */
class LauncherTest {

  private static final Path LAUNCHER =
      Path.of(System.getProperty("nearfield.root"), "bin", "nearfield");

  @TempDir Path folder;

  private record Printed(int status, List<String> out, List<String> err) {
    String classPath() {
      return out.get(out.indexOf("-cp") + 1);
    }
  }

  private Printed launch(Map<String, String> environment, Path launcher, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
    command.addAll(Arrays.asList(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("NEARFIELD_PRINT_COMMAND", "1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeAll(List.of("NEARFIELD_HEAP", "NEARFIELD_JAVA_OPTS"));
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    return new Printed(
        status,
        Files.readAllLines(out, StandardCharsets.UTF_8),
        Files.readAllLines(err, StandardCharsets.UTF_8));
  }

  private Printed launch(String... arguments) throws IOException, InterruptedException {
    return launch(Map.of(), LAUNCHER, arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ingest --dataset d x",
        "--warehouse live embed --dataset d",
        "build --dataset d",
        "quickstart",
        "export --dataset d",
        "features import --dataset d v.npy",
        "search --index i --queries q.txt"
      })
  void batchCommandsGetSpark(String arguments) throws Exception {
    Printed printed = launch(arguments.split(" "));
    assertThat(printed.status()).isZero();
    assertThat(printed.classPath()).contains("lib/spark/jars/*").doesNotContain("lib/flink");
    assertThat(printed.out()).contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"live --index i", "--catalog uri=ingest live --index i"})
  void liveGetsFlink(String arguments) throws Exception {
    assertThat(launch(arguments.split(" ")).classPath())
        .contains("lib/flink/*")
        .doesNotContain("lib/spark");
  }

  @Test
  void serveGetsItsOwnLibrariesAndNoEngine() throws Exception {
    assertThat(launch("serve", "--port", "0").classPath())
        .contains("lib/common/*", "lib/http/*")
        .doesNotContain("lib/spark/jars/*", "lib/flink");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search --index i --text ingest",
        "list",
        "--help",
        "build --help",
        "add --index i --id live",
        "features list --dataset import",
        "generations show --index export",
        "--warehouse build list"
      })
  void lightCommandsGetNoEngine(String arguments) throws Exception {
    assertThat(launch(arguments.split(" ")).classPath())
        .endsWith("lib/common/*")
        .doesNotContain("lib/spark", "lib/flink");
  }

  @Test
  void passesArgumentsThroughAsTheyAre() throws Exception {
    assertThat(launch("search", "--text", "two  words", "--filter", "a = 'b*'").out())
        .endsWith("search", "--text", "two  words", "--filter", "a = 'b*'");
  }

  @Test
  void worksThroughSymbolicLinks() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("nf"), LAUNCHER);
    Path second = Files.createSymbolicLink(folder.resolve("again"), Path.of("nf"));
    Path root = LAUNCHER.getParent().getParent().toRealPath();
    assertThat(launch(Map.of(), link, "list").classPath()).startsWith(root.toString());
    assertThat(launch(Map.of(), second, "list").classPath()).startsWith(root.toString());
  }

  @Test
  void takesHeapAndOptionsFromTheEnvironment() throws Exception {
    Printed printed =
        launch(
            Map.of("NEARFIELD_HEAP", "3g", "NEARFIELD_JAVA_OPTS", "-Da=1 -Db=2"), LAUNCHER, "list");
    assertThat(printed.out()).contains("-Xmx3g", "-Da=1", "-Db=2");
    assertThat(launch("list").out()).contains("-XX:MaxRAMPercentage=25");
  }

  @Test
  void opensWhatSparkNeedsOpened() throws Exception {
    List<String> given = launch("ingest", "x").out();
    assertThat(given)
        .containsAll(
            Arrays.stream(JavaModuleOptions.defaultModuleOptions().split("\\s+"))
                .filter(option -> !option.isBlank())
                // Loaded late, see Simd; native access is asked for where Java asks back.
                .filter(option -> !option.contains("jdk.incubator.vector"))
                .filter(option -> !option.contains("enable-native-access"))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"build --dataset d", "live --index i", "spark-submit build --dataset d"})
  void whatItStartsComputesWithSimdInstructions(String arguments) throws Exception {
    assumeThat(ModuleFinder.ofSystem().find("jdk.incubator.vector")).isPresent();
    List<String> command = new ArrayList<>(launch(arguments.split(" ")).out());
    command.subList(command.indexOf("-cp"), command.size()).clear();
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), KernelProbe.class.getName()));
    Path out = folder.resolve("probe");
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start()
            .waitFor();
    assertThat(Files.readString(out)).startsWith("simd ").hasLineCount(1);
    assertThat(status).isZero();
  }

  @Test
  void submitsThroughTheBundledSpark() throws Exception {
    Printed printed =
        launch(
            "spark-submit",
            "--master",
            "local-cluster[2,1,2048]",
            "--driver-memory",
            "2g",
            "--verbose",
            "embed",
            "--dataset",
            "d");
    List<String> out = printed.out();
    assertThat(out).contains("-Xmx2g", "org.apache.spark.deploy.SparkSubmit");
    assertThat(out)
        .containsSubsequence(
            "--class", "io.nearfield.jobs.Nearfield", "--master", "local-cluster[2,1,2048]");
    assertThat(out).endsWith("embed", "--dataset", "d").contains("--verbose");
    assertThat(out.get(out.size() - 4)).endsWith(".jar").contains("jobs");
    assertThat(out).doesNotContain("--jars");
  }

  @Test
  void shipsTheLibrariesToAClusterOfItsOwn() throws Exception {
    assertThat(launch("spark-submit", "--master=spark://head:7077", "embed").out())
        .contains("--jars");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-submit", "spark-submit list", "spark-submit --master", "jars"})
  void refusesWhatItCannotSubmit(String arguments) throws Exception {
    Printed printed = launch(arguments.split(" "));
    assertThat(printed.status()).isEqualTo(2);
    assertThat(printed.err()).singleElement().asString().startsWith("nearfield: Cannot ");
  }

  @Test
  void refusesAnOldJava() throws Exception {
    Path home = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    Path java = home.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Printed printed = launch(Map.of("JAVA_HOME", home.toString()), LAUNCHER, "list");
    assertThat(printed.status()).isOne();
    assertThat(printed.err()).singleElement().asString().contains("17 or newer is needed");
  }
}
