package io.nearfield.flink.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.Staged;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommitPlanTest {

  @Test
  void severalCheckpointsAreOneCommitWithTheOffsetsOfTheLast() {
    List<CommitPlan.Part> parts =
        CommitPlan.of(
            List.of(file("a", 1, 10), read(1, 100), file("a", 2, 10), read(2, 200)), 1_000);
    assertThat(parts)
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.files()).hasSize(2);
              assertThat(part.complete()).isEqualTo(2);
              assertThat(part.belongsTo()).isEqualTo(2);
              assertThat(part.read().next()).isEqualTo(Map.of(0, 200L));
            });
  }

  @Test
  void partOfACheckpointDoesNotClaimTheCheckpoint() {
    List<CommitPlan.Part> parts =
        CommitPlan.of(
            List.of(
                read(1, 100), file("a", 2, 60), file("a", 2, 60), file("a", 2, 1), read(2, 200)),
            100);
    assertThat(parts).hasSize(2);
    assertThat(parts.get(0).complete()).isEqualTo(1);
    assertThat(parts.get(0).belongsTo()).isEqualTo(2);
    assertThat(parts.get(0).read().next()).isEqualTo(Map.of(0, 100L));
    assertThat(parts.get(1).complete()).isEqualTo(2);
    assertThat(parts.get(1).read().next()).isEqualTo(Map.of(0, 200L));
  }

  @Test
  void lineagesAreNotMixed() {
    List<CommitPlan.Part> parts =
        CommitPlan.of(List.of(file("a", 5, 1), file("b", 6, 1), file("b", 7, 1)), 100);
    assertThat(parts).extracting(CommitPlan.Part::lineage).containsExactly("a", "b");
    assertThat(parts).extracting(CommitPlan.Part::complete).containsExactly(5L, 7L);
  }

  @Test
  void noGenerationIsCompleteInTheCheckpointInWhichAnotherBeganToServe() {
    List<Staged> staged =
        List.of(
            Staged.serving("a", -1, 4),
            file("a", 1, 10),
            Staged.serving("a", 2, 5),
            file("a", 2, 10),
            file("a", 3, 10));
    assertThat(CommitPlan.of(staged.subList(0, 2), 100).get(0).serving()).isEqualTo(4);
    assertThat(CommitPlan.of(staged.subList(0, 4), 100).get(0).serving()).isEqualTo(-1);
    assertThat(CommitPlan.of(staged, 100).get(0).serving()).isEqualTo(5);
  }

  @Test
  void whereNothingIsStagedThereIsNothingToCommit() {
    assertThat(CommitPlan.of(List.of(read(1, 100)), 100)).isEmpty();
  }

  private static Staged file(String lineage, long checkpoint, long bytes) {
    return new Staged(lineage, checkpoint, "f", 1, bytes, 0, CoveredOffsets.NONE, -1);
  }

  private static Staged read(long checkpoint, long offset) {
    return Staged.read("a", checkpoint, CoveredOffsets.of(Map.of(0, offset)));
  }
}
