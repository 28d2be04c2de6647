package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.Lookup.Order;
import io.nearfield.flink.CanaryOptions;
import io.nearfield.flink.message.Announced;
import io.nearfield.flink.message.Found;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.index.search.RecallGrade;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which answers are graded, and how. */
class CanaryTest {

  private static final CanaryOptions ALWAYS =
      CanaryOptions.defaults().withInterval(Duration.ZERO).withShare(1);

  private static List<Integer> taken(CanaryOptions options) {
    Canary canary = new Canary(options);
    return IntStream.range(0, 20_000).filter(i -> canary.takes("3@" + i, i)).boxed().toList();
  }

  @Test
  void takesTheShareAndTheSameEveryTime() {
    CanaryOptions some = ALWAYS.withShare(0.05);
    assertThat(taken(some)).isEqualTo(taken(some));
    assertThat(taken(some).size() / 20_000.0).isCloseTo(0.05, within(0.005));
    CanaryOptions others = new CanaryOptions(0.05, Duration.ZERO, 2);
    assertThat(taken(others)).isNotEqualTo(taken(some));
    assertThat(taken(ALWAYS)).hasSize(20_000);
    assertThat(taken(ALWAYS.withShare(0))).isEmpty();
  }

  @Test
  void keepsTheInterval() {
    assertThat(taken(ALWAYS.withInterval(Duration.ofMillis(1_000))))
        .isEqualTo(IntStream.range(0, 20).map(i -> i * 1_000).boxed().toList());
  }

  @Test
  void refusesSharesThatAreNone() {
    assertThatThrownBy(() -> ALWAYS.withShare(1.5)).hasMessageContaining("canary-share");
    assertThatThrownBy(() -> ALWAYS.withShare(Double.NaN)).hasMessageContaining("0 to 1");
  }

  private static Found found(String id, float distance) {
    return new Found(id, distance, -1, Map.of());
  }

  private static PartialAnswer truth(int partition, Found... found) {
    return new PartialAnswer("0@1", -2, null, partition, List.of(found), found.length, null);
  }

  private static PartialAnswer answered(int k, Found... found) {
    Announced announced =
        new Announced(new Announced.Asker("r", 0, 1, null), 1, k, 0, Order.NEAREST, false, 7, 2);
    return new PartialAnswer("0@1", 0, announced, -1, List.of(found), -1, null);
  }

  private static GradedAnswer graded(PartialAnswer... parts) {
    GradedAnswer graded = new GradedAnswer();
    List.of(parts).forEach(graded::add);
    return graded;
  }

  @Test
  void anAnswerWaitsForTheTruthOfEveryPartition() {
    GradedAnswer graded = graded(truth(0, found("a", 1)));
    assertThat(graded.isComplete()).isFalse();
    graded.add(answered(2, found("a", 1)));
    assertThat(graded.isComplete()).isFalse();
    graded.add(truth(1, found("b", 2)));
    assertThat(graded.isComplete()).isTrue();
    assertThat(graded.hasFailed()).isFalse();
    assertThat(graded.generation()).isEqualTo(7);
  }

  @Test
  void theTruthIsSharedOutToItsPartitions() {
    GradedAnswer graded =
        graded(
            truth(0, found("a", 1), found("c", 3), found("e", 5)),
            truth(1, found("b", 2), found("d", 4)),
            answered(4, found("a", 1), found("b", 2), found("d", 4), found("e", 5)));
    assertThat(graded.shares())
        .isEqualTo(
            Map.of(
                0, new GradedAnswer.Share(List.of("a", "c"), List.of("a")),
                1, new GradedAnswer.Share(List.of("b", "d"), List.of("b", "d"))));
  }

  @Test
  void whatIsAsNearAsTheLastIsAsRight() {
    GradedAnswer graded =
        graded(
            truth(0, found("a", 1), found("b", 2), found("z", 2)),
            truth(1),
            answered(2, found("a", 1), found("z", 2)));
    GradedAnswer.Share share = graded.shares().get(0);
    assertThat(share.right()).hasSameSizeAs(share.truth());
  }

  @Test
  void theWindowTellsTheRecallOverallAndByPartition() {
    RecallWindow window = new RecallWindow();
    assertThat(window.grade(RecallWindow.OVERALL)).isEmpty();
    List<String> both = List.of("a", "b");
    List<String> others = List.of("c", "d");
    for (int i = 0; i < 100; i++) {
      window.add(
          1,
          Map.of(
              0, new GradedAnswer.Share(both, both),
              1, new GradedAnswer.Share(others, i % 2 == 0 ? others : List.of("c"))));
    }
    RecallGrade overall = window.grade(RecallWindow.OVERALL).orElseThrow();
    assertThat(overall.recall()).isCloseTo(0.875, within(1e-9));
    assertThat(overall.low()).isLessThan(0.875);
    assertThat(overall.high()).isGreaterThan(0.875).isLessThan(1);
    assertThat(window.grade(0).orElseThrow().recall()).isEqualTo(1);
    assertThat(window.grade(1).orElseThrow().recall()).isCloseTo(0.75, within(1e-9));
    assertThat(window.grade(2)).isEmpty();
  }

  @Test
  void theWindowForgetsOldSamplesAndOtherGenerations() {
    RecallWindow window = new RecallWindow();
    List<String> one = List.of("a");
    Map<Integer, GradedAnswer.Share> right = Map.of(0, new GradedAnswer.Share(one, one));
    Map<Integer, GradedAnswer.Share> wrong =
        Map.of(0, new GradedAnswer.Share(one, new ArrayList<>()));
    for (int i = 0; i < 100; i++) {
      window.add(1, wrong);
    }
    for (int i = 0; i < 500; i++) {
      window.add(1, right);
    }
    assertThat(window.grade(0).orElseThrow().recall()).isEqualTo(1);
    window.add(2, wrong);
    assertThat(window.grade(0).orElseThrow().recall()).isZero();
    assertThat(window.grade(0).orElseThrow().queries()).isEqualTo(1);
  }
}
