package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.Edition;
import io.nearfield.flink.message.EditionEvent.Step;
import io.nearfield.flink.operator.Report.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwapProgressTest {

  private final SwapProgress swap = new SwapProgress(edition(1), edition(2), 5);
  private final List<Report> reports = new ArrayList<>();

  @Test
  void servesWhenEveryPartitionAndEveryProberIsReady() {
    assertThat(swap.after(reports)).isEqualTo(Step.PREPARE);
    say(Kind.PROBER_READY, 0, 2);
    say(Kind.PROBER_READY, 1, 2);
    say(Kind.PARTITION_READY, 0, 3);
    say(Kind.PARTITION_READY, 2, 3);
    assertThat(swap.after(reports)).isEqualTo(Step.PREPARE);
    say(Kind.PARTITION_READY, 1, 3);
    assertThat(swap.after(reports)).isEqualTo(Step.SERVE);
  }

  @Test
  void retiresWhenEveryProberHasClosed() {
    assertThat(swap.serve()).isTrue();
    assertThat(swap.serve()).isFalse();
    say(Kind.PROBER_CLOSED, 1, 2);
    assertThat(swap.after(reports)).isEqualTo(Step.SERVE);
    say(Kind.PROBER_CLOSED, 0, 2);
    assertThat(swap.after(reports)).isEqualTo(Step.RETIRE);
  }

  @Test
  void failureAbandonsAndSaysWhyUntilTheEditionServes() {
    reports.add(Report.failed(5, 0, new IllegalStateException("no room")));
    assertThat(swap.after(reports)).isEqualTo(Step.ABANDON);
    assertThat(swap.failure(reports)).isEqualTo("no room");
    swap.serve();
    assertThat(swap.after(reports)).isEqualTo(Step.SERVE);
  }

  private void say(Kind kind, int part, int parts) {
    reports.add(new Report(5, kind, part, parts, null));
  }

  private static Edition edition(int number) {
    return new Edition(number, number, 0, -1, CoveredOffsets.NONE);
  }
}
