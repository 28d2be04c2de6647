package io.nearfield.flink.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

  @TempDir Path folder;

  /** Another process: says on its exit whether it got the lock. */
  public static void main(String[] args) {
    System.exit(FolderLock.tryTake(Path.of(args[0])).isPresent() ? 0 : 1);
  }

  @Test
  void isHeldAgainstThisAndOtherProcessesAlsoAfterSomebodyTriedInVain() throws Exception {
    Path file = folder.resolve("a").resolve("job.lock");
    try (FolderLock held = FolderLock.tryTake(file).orElseThrow()) {
      assertThat(FolderLock.tryTake(file)).isEmpty();
      assertThat(FolderLock.tryTake(folder.resolve("a/../a/job.lock"))).isEmpty();
      assertThat(otherProcessGets(file)).isFalse();
    }
    assertThat(otherProcessGets(file)).isTrue();
  }

  @Test
  void canBeTakenAgainAndAnOldHolderDoesNotReleaseIt() {
    Path file = folder.resolve("job.lock");
    FolderLock first = FolderLock.tryTake(file).orElseThrow();
    first.close();
    try (FolderLock second = FolderLock.tryTake(file).orElseThrow()) {
      first.close();
      assertThat(FolderLock.tryTake(file)).isEmpty();
    }
  }

  private static boolean otherProcessGets(Path file) throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FolderLockTest.class.getName(),
                file.toString())
            .inheritIO()
            .start();
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return other.exitValue() == 0;
  }
}
