package io.nearfield.spark.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds and searches with executors in JVMs of their own, so that all that travels is real. */
class LocalClusterTest {

  @TempDir Path folder;

  @Test
  void buildsAndSearchesOnExecutorsInOtherProcesses() throws Exception {
    Path sparkHome = Files.createDirectories(folder.resolve("spark"));
    Files.createDirectories(sparkHome.resolve("jars"));
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> modules =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("--add-") || option.startsWith("-XX:+Ignore"))
            .toList();
    command.addAll(modules);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dspark.log.level=ERROR",
            "-Dspark.master=local-cluster[2,1,2048]",
            "-Dspark.executor.memory=1g",
            "-Dspark.executor.extraClassPath=" + classPath,
            "-Dspark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.driver.bindAddress=127.0.0.1",
            "-cp",
            classPath,
            ClusterRun.class.getName(),
            folder.resolve("warehouse").toString()));
    File out = folder.resolve("out.txt").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13"); // there are no jars to see it by
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.redirectOutput(out).directory(folder.toFile()).start();
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();

    String all = Files.readString(out.toPath());
    String said = all.substring(Math.max(0, all.length() - 6000));
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(all)
        .contains("master=local-cluster[2,1,2048]")
        .contains("state=ACTIVE")
        .contains("answers=300")
        .contains("neighbours=1000 searched=100 embedded=384");
    // All but the entity with a price of 0.5 may find themselves; codes may hide a few.
    assertThat(all).containsPattern("self=9[5-9]\\b");
  }
}
