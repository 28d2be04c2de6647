package io.nearfield.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Types every command of the tutorial, and of the pages for those who come from elsewhere, into a
 * shell in an empty folder, as their reader does. Five minutes.
 */
@Tag("slow")
class DocsIT {

  private static final long LIMIT_MINUTES = 20;

  @TempDir static Path folder;

  @BeforeAll
  static void putOnThePath() throws IOException {
    Path command = folder.resolve("bin/nearfield");
    Files.createDirectories(command.getParent());
    Files.writeString(
        command,
        "#!/usr/bin/env bash\nexec '%s' \"$@\"\n"
            .formatted(DocPage.root().resolve("bin/nearfield").toAbsolutePath()));
    assertThat(command.toFile().setExecutable(true)).isTrue();
  }

  static Stream<String> pages() {
    return DocumentedCommands.RUN.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandOfThePageWorks(String page) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("page.sh"), DocPage.of(page).script());
    Path said = folder.resolve("said.txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-x", script.toString())
            .directory(Files.createDirectories(folder.resolve("work")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("NEARFIELD_"));
    builder.environment().put("NEARFIELD_SKIP_BUILD", "1");
    builder.environment().put("NEARFIELD_HEAP", "1g");
    builder.environment().put("HOME", folder.toString());
    builder
        .environment()
        .merge("PATH", folder.resolve("bin").toString(), (old, own) -> own + ":" + old);
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String output = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(ended).as(output).isTrue();
    assertThat(process.exitValue()).as("%s:%n%s", page, output).isZero();
    assertThat(output).doesNotContain("Unexpected ");
  }
}
