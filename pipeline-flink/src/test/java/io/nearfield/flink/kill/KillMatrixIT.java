package io.nearfield.flink.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of a real cluster are killed; nothing is lost, nothing comes back, all is answered. */
class KillMatrixIT {

  @TempDir Path folder;

  @Test
  void killsCostNothingButTime() throws Exception {
    killsCostNothingButTime(2);
  }

  @Test
  @Tag("slow")
  void manyKillsCostNothingButTime() throws Exception {
    killsCostNothingButTime(5);
  }

  private void killsCostNothingButTime(int kills) throws Exception {
    List<Killed> all = KillRun.run(folder, kills, 20261120, killed -> {});
    assertThat(all).hasSize(kills).allMatch(Killed::allIsWell);
  }
}
