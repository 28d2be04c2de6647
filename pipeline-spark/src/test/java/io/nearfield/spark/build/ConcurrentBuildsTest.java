package io.nearfield.spark.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Generation.State;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds, refreshes and rollbacks at once end in whole generations or in one clear conflict. */
class ConcurrentBuildsTest {

  private static final int COUNT = 300;

  @TempDir Path folder;

  @Test
  void twoBuildsARefreshAndARollbackAtOnce() throws Exception {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.EUCLIDEAN, COUNT, 8)) {
      build(made, 1);
      made.append(SyntheticLake.vectors(9, 20, 8), COUNT, 1);
      IndexTable index = made.lake().index(SyntheticLake.INDEX);
      List<Throwable> refused =
          atOnce(
              List.of(
                  () -> build(made, 2),
                  () -> build(made, 3),
                  () ->
                      new RefreshAction(made.spark(), made.lake(), Progress.SILENT)
                          .run(RefreshOptions.of(SyntheticLake.INDEX)),
                  () -> {
                    index.rollback(1);
                    return null;
                  }));
      // Whoever lost says so in one line; nobody else fails.
      assertThat(refused)
          .allSatisfy(
              why ->
                  assertThat(why)
                      .isInstanceOf(NearfieldException.class)
                      .hasMessageContaining("somebody else meanwhile; nothing was changed"))
          .hasSizeLessThanOrEqualTo(1);
      List<Generation> all = index.generations();
      assertThat(all).extracting(Generation::number).containsExactly(1L, 2L, 3L);
      assertThat(all).filteredOn(one -> one.state() == State.ACTIVE).hasSize(1);
      assertThat(all)
          .filteredOn(one -> one.number() > 1)
          .allSatisfy(one -> assertThat(one.entries()).isEqualTo(COUNT + 20));
      for (Generation one : all) {
        assertThat(index.locations(one.number()))
            .as("rows of %s", one)
            .hasSize((int) one.entries());
      }
    }
  }

  private static Generation build(SyntheticLake made, long seed) {
    return new BuildAction(made.spark(), made.lake(), Progress.SILENT)
        .run(
            BuildOptions.of(SyntheticLake.INDEX, SyntheticLake.FEATURES)
                .withSpec(IndexSpec.parse("IVF8,Flat"))
                .withSeed(seed))
        .generation();
  }

  private static List<Throwable> atOnce(List<Callable<Object>> actions) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(actions.size());
    List<Throwable> failed = new ArrayList<>();
    try {
      for (Future<Object> done : threads.invokeAll(actions)) {
        try {
          done.get();
        } catch (ExecutionException e) {
          failed.add(e.getCause());
        }
      }
    } finally {
      threads.shutdown();
    }
    return failed;
  }
}
