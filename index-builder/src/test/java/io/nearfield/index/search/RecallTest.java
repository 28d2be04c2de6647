package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.testing.RandomSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RandomSource.class)
class RecallTest {

  @Test
  void recallIsTheShareOfTheTrueNeighboursFound() {
    RecallGrade grade =
        Recall.grade(
            List.of(List.of("a", "b", "c", "d"), List.of("a", "b", "c", "d")),
            List.of(List.of("d", "x", "b"), List.of("x")),
            4);

    assertThat(grade.recall()).isEqualTo(0.25);
    assertThat(grade.queries()).isEqualTo(2);
  }

  @Test
  void onlyTheFirstKCountAndAnAnswerCountsOnce() {
    assertThat(
            Recall.grade(List.of(List.of("a", "b", "c")), List.of(List.of("a", "a", "b")), 2)
                .recall())
        .isEqualTo(0.5);
  }

  @Test
  void aQueryWithFewNeighboursIsGradedOnThose() {
    assertThat(
            Recall.grade(List.of(List.of("a"), List.of()), List.of(List.of("a"), List.of()), 10)
                .recall())
        .isEqualTo(1);
  }

  @Test
  void perfectAnswersLeaveDoubtThatShrinksWithTheQueries() {
    RecallGrade few = perfect(20);
    RecallGrade many = perfect(2_000);

    assertThat(few.high()).isEqualTo(1);
    assertThat(few.low()).isBetween(0.8, 0.9);
    assertThat(many.low()).isBetween(0.997, 1.0);
  }

  private static RecallGrade perfect(int queries) {
    List<List<String>> answers = Collections.nCopies(queries, List.of("a", "b"));
    return Recall.grade(answers, answers, 2);
  }

  @Test
  void theIntervalHoldsTheTrueRecallAboutNineteenTimesInTwenty(SplittableRandom random) {
    int k = 10;
    int held = 0;
    int rounds = 1_000;
    for (int round = 0; round < rounds; round++) {
      List<List<String>> truth = new ArrayList<>();
      List<List<String>> found = new ArrayList<>();
      for (int q = 0; q < 100; q++) {
        // Easy and hard queries: neighbours of one query are found or missed together.
        double own = random.nextBoolean() ? 1.0 : 0.8;
        List<String> near = new ArrayList<>();
        List<String> hits = new ArrayList<>();
        for (int i = 0; i < k; i++) {
          near.add("n" + i);
          hits.add(random.nextDouble() < own ? "n" + i : "x" + i);
        }
        truth.add(near);
        found.add(hits);
      }
      RecallGrade grade = Recall.grade(truth, found, k);
      held += grade.low() <= 0.9 && 0.9 <= grade.high() ? 1 : 0;
      assertThat(grade.low()).isBetween(0.0, grade.recall());
      assertThat(grade.high()).isBetween(grade.recall(), 1.0);
    }

    assertThat(held / (double) rounds).isCloseTo(0.95, within(0.03));
  }

  @Test
  void listsThatDoNotPairUpAreRefused() {
    assertThatThrownBy(() -> Recall.grade(List.of(List.of()), List.of(), 1))
        .hasMessage("Cannot grade recall: 1 truths for 0 answers");
    assertThatThrownBy(() -> Recall.grade(List.of(), List.of(), 1))
        .hasMessage("Cannot grade recall: no query given");
  }
}
