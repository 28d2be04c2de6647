package io.nearfield.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  @TempDir Path index;

  @Test
  void latestIsTheLastThatWasCompleted() throws IOException {
    Path directory = index.resolve("state-3/checkpoints");
    assertThat(Checkpoints.latest(directory.toString())).isEmpty();
    checkpoint(directory.resolve("a/chk-40"), 1_000);
    checkpoint(directory.resolve("b/chk-2"), 2_000);
    Files.createDirectories(directory.resolve("b/chk-3"));
    assertThat(Checkpoints.latest(directory.toString()).orElseThrow()).endsWith("/b/chk-2");
  }

  @Test
  void supersededJobsAreDeletedAndNothingElse() throws IOException {
    Path directory = index.resolve("state-3/checkpoints");
    checkpoint(directory.resolve("old/chk-40"), 1_000);
    Files.createDirectories(directory.resolve("old/shared"));
    checkpoint(directory.resolve("incremental/chk-7"), 1_500);
    Files.createDirectories(directory.resolve("incremental/shared"));
    Files.writeString(directory.resolve("incremental/shared/piece"), "referred to");
    checkpoint(directory.resolve("latest/chk-2"), 2_000);
    checkpoint(index.resolve("state-2/checkpoints/x/chk-1"), 500);
    Files.writeString(index.resolve("job.lock"), "");

    String of = directory.toString();
    Checkpoints.deleteStale(of, Checkpoints.latest(of));

    assertThat(index)
        .isDirectoryContaining("glob:**/state-2")
        .isDirectoryContaining("glob:**/job.lock");
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("incremental", "latest");
    assertThat(directory.resolve("latest/chk-2/_metadata")).exists();
  }

  @Test
  void jobsStayWhereNoCheckpointWasCompleted() throws IOException {
    Path directory = index.resolve("state-3/checkpoints");
    Files.createDirectories(directory.resolve("a/chk-1"));
    Checkpoints.deleteStale(directory.toString(), Optional.empty());
    assertThat(directory.resolve("a/chk-1")).exists();
    Checkpoints.deleteStale(index.resolve("no/such").toString(), Optional.empty());
  }

  private static void checkpoint(Path folder, long time) throws IOException {
    Files.createDirectories(folder);
    Path metadata = Files.writeString(folder.resolve("_metadata"), "done");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(time));
  }
}
