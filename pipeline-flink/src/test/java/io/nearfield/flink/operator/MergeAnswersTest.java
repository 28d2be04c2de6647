package io.nearfield.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Lookup.Order;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.kafka.AnswerCodec;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.flink.message.Announced;
import io.nearfield.flink.message.Found;
import io.nearfield.flink.message.OutgoingMessage;
import io.nearfield.flink.message.PartialAnswer;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

class MergeAnswersTest {

  private static final long TIMEOUT = 5_000;

  private static KeyedOneInputStreamOperatorTestHarness<String, PartialAnswer, OutgoingMessage>
      open() throws Exception {
    return ProcessFunctionTestHarnesses.forKeyedProcessFunction(
        new MergeAnswers(TIMEOUT, 1 << 20), PartialAnswer::ticket, Types.STRING);
  }

  private static PartialAnswer announce(int part, String entityId, int answers, Announced like) {
    return PartialAnswer.announce(
        "0@1",
        part,
        new Announced(
            new Announced.Asker("r", 10, answers, entityId),
            like.partitions(),
            like.k(),
            like.offset(),
            like.order(),
            like.everything(),
            like.generation(),
            like.truths()));
  }

  private static Announced asked(int partitions, int k, int offset, Order order) {
    return new Announced(null, partitions, k, offset, order, true, 3, 0);
  }

  private static PartialAnswer found(
      int part, int partition, long total, Object... idsAndDistances) {
    List<Found> found = new java.util.ArrayList<>();
    for (int i = 0; i < idsAndDistances.length; i += 2) {
      found.add(new Found((String) idsAndDistances[i], (int) idsAndDistances[i + 1], -1, Map.of()));
    }
    return new PartialAnswer("0@1", part, null, partition, found, total, null);
  }

  private static LookupAnswer only(
      KeyedOneInputStreamOperatorTestHarness<String, PartialAnswer, OutgoingMessage> harness) {
    assertThat(harness.extractOutputValues()).hasSize(1);
    return AnswerCodec.decode(harness.extractOutputValues().get(0).value());
  }

  private static List<String> ids(Neighbours neighbours) {
    return neighbours.neighbours().stream().map(Neighbour::entityId).toList();
  }

  @Test
  void farthestPageWithTotalInWhateverOrderPartsCome() throws Exception {
    try (var harness = open()) {
      harness.processElement(found(0, 1, 3, "d", 4, "b", 2, "a", 1), 0);
      harness.processElement(announce(0, null, 1, asked(2, 2, 2, Order.FARTHEST)), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement(found(0, 0, 2, "e", 5, "c", 3), 0);
      LookupAnswer answer = only(harness);
      assertThat(ids(answer.neighbours())).containsExactly("c", "b");
      assertThat(answer.neighbours().total()).isEqualTo(5);
      assertThat(answer.neighbours().isComplete()).isTrue();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void severalAnswersGoOutTogetherInTheirOrder() throws Exception {
    try (var harness = open()) {
      harness.processElement(announce(1, "y", 2, asked(1, 5, 0, Order.NEAREST)), 0);
      harness.processElement(found(1, 0, -1, "a", 1), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement(found(0, 0, -1, "b", 1), 0);
      harness.processElement(announce(0, "x", 2, asked(1, 5, 0, Order.NEAREST)), 0);
      Map<String, Neighbours> each = only(harness).each();
      assertThat(each.keySet()).containsExactly("x", "y");
      assertThat(ids(each.get("x"))).containsExactly("b");
      assertThat(ids(each.get("y"))).containsExactly("a");
      assertThat(each.get("x").total()).isEqualTo(Neighbours.UNKNOWN);
    }
  }

  @Test
  void missingPartitionsAreSaidAfterTheTimeoutAndLatePartsChangeNothing() throws Exception {
    try (var harness = open()) {
      harness.processElement(announce(0, null, 1, asked(2, 5, 0, Order.NEAREST)), 0);
      harness.processElement(found(0, 0, 1, "a", 1), 0);
      harness.setProcessingTime(TIMEOUT + 1);
      Neighbours partial = only(harness).neighbours();
      assertThat(ids(partial)).containsExactly("a");
      assertThat(partial.partial()).contains("1 of 2 index partitions");
      assertThat(partial.total()).isEqualTo(Neighbours.UNKNOWN);
      harness.processElement(found(0, 1, 1, "b", 1), 0);
      assertThat(harness.extractOutputValues()).hasSize(1);
      harness.setProcessingTime(20 * TIMEOUT);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void movedEntitiesCountOnceAndWhereTheyAreNow() throws Exception {
    try (var harness = open()) {
      harness.processElement(announce(0, null, 1, asked(2, 5, 0, Order.NEAREST)), 0);
      harness.processElement(found(0, 0, 2, "a", 1, "b", 2), 0);
      PartialAnswer later =
          new PartialAnswer("0@1", 0, null, 1, List.of(new Found("a", 9, 4, Map.of())), 1, null);
      harness.processElement(later, 0);
      Neighbours answer = only(harness).neighbours();
      assertThat(ids(answer)).containsExactly("b", "a");
      assertThat(answer.total()).isEqualTo(2);
    }
  }

  @Test
  void answersThatAreToBeGradedGoToTheCanary() throws Exception {
    try (var harness = open()) {
      Announced graded = new Announced(null, 1, 5, 0, Order.NEAREST, false, 3, 4);
      harness.processElement(announce(0, null, 1, graded), 0);
      harness.processElement(found(0, 0, -1, "a", 1, "b", 2, "c", 3, "d", 4, "e", 5), 0);
      assertThat(harness.getSideOutput(MergeAnswers.GRADED))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.getValue().announced().truths()).isEqualTo(4);
                assertThat(record.getValue().found()).hasSize(5);
              });
    }
  }
}
