package io.nearfield.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerCodecTest {

  @Test
  void completeAnswerComesBack() {
    LookupAnswer answer =
        LookupAnswer.of(
            "r1",
            new Neighbours(
                List.of(
                    new Neighbour("a", 0.1f, Map.of("price", 1.5, "new", true, "lang", "de")),
                    new Neighbour("b", 1e-9f, Map.of())),
                null,
                3));
    assertThat(AnswerCodec.decode(AnswerCodec.encode(answer))).isEqualTo(answer);
  }

  @Test
  void partialAnswerAndErrorComeBack() {
    LookupAnswer partial = LookupAnswer.of("r1", new Neighbours(List.of(), "1 of 2 partitions", 3));
    assertThat(AnswerCodec.decode(AnswerCodec.encode(partial))).isEqualTo(partial);
    LookupAnswer error = LookupAnswer.error("r1", "Cannot look up");
    assertThat(AnswerCodec.decode(AnswerCodec.encode(error))).isEqualTo(error);
  }

  @Test
  void totalsAndAnswersForEachOfSeveralEntitiesComeBack() {
    LookupAnswer total =
        LookupAnswer.of(
            "r1", new Neighbours(List.of(new Neighbour("a", 1, Map.of())), null, 3, 41));
    assertThat(AnswerCodec.decode(AnswerCodec.encode(total))).isEqualTo(total);
    Map<String, Neighbours> answers = new LinkedHashMap<>();
    answers.put("z", total.neighbours());
    answers.put("a", new Neighbours(List.of(), "late", 3));
    LookupAnswer each = LookupAnswer.ofEach("r1", answers);
    LookupAnswer read = AnswerCodec.decode(AnswerCodec.encode(each));
    assertThat(read).isEqualTo(each);
    assertThat(read.each().keySet()).containsExactly("z", "a");
  }

  @Test
  void answerThatIsTooLargeGoesWithoutAttributesAndSaysSo() {
    Map<String, Object> attributes = Map.of("title", "x".repeat(200));
    List<Neighbour> found =
        IntStream.range(0, 100).mapToObj(i -> new Neighbour("id-" + i, i, attributes)).toList();
    LookupAnswer answer = LookupAnswer.of("r1", new Neighbours(found, null, 3));
    int whole = AnswerCodec.encode(answer).length;
    assertThat(AnswerCodec.encode(answer, whole)).hasSize(whole);

    byte[] bare = AnswerCodec.encode(answer, whole - 1);
    assertThat(bare).hasSizeLessThan(10_000);
    Neighbours read = AnswerCodec.decode(bare).neighbours();
    assertThat(read.partial())
        .isEqualTo(
            "attributes are left out: with them the answer has %d bytes, and the topic takes %d",
            whole, whole - 1);
    assertThat(read.neighbours()).hasSize(100).allMatch(n -> n.attributes().isEmpty());
    assertThat(read.neighbours()).extracting(Neighbour::entityId).contains("id-0", "id-99");
  }

  @Test
  void answerThatIsTooLargeWithoutAttributesBecomesAnErrorThatSaysWhatWouldDo() {
    List<Neighbour> found =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new Neighbour("x".repeat(1_000) + i, i, Map.of()))
            .toList();
    LookupAnswer answer = LookupAnswer.of("r1", new Neighbours(found, "late", 3));
    byte[] encoded = AnswerCodec.encode(answer, 100_000);
    assertThat(encoded).hasSizeLessThan(500);
    String error = AnswerCodec.decode(encoded).error();
    assertThat(error).startsWith("Cannot answer with 1000 neighbours: they make ");
    int would = Integer.parseInt(error.replaceAll(".*ask for about (\\d+) \\(k\\)", "$1"));
    LookupAnswer smaller = LookupAnswer.of("r1", new Neighbours(found.subList(0, would), null, 3));
    assertThat(AnswerCodec.encode(smaller)).hasSizeBetween(50_000, 100_000);
  }

  @Test
  void datesComeBackAsText() {
    Map<String, Object> attributes = Map.of("made", LocalDate.parse("2026-01-31"), "stock", 7);
    LookupAnswer read =
        AnswerCodec.decode(
            AnswerCodec.encode(
                LookupAnswer.of(
                    "r", new Neighbours(List.of(new Neighbour("a", 0, attributes)), null, 1))));
    assertThat(read.neighbours().neighbours().get(0).attributes())
        .isEqualTo(Map.of("made", "2026-01-31", "stock", 7L));
  }

  @Test
  void layoutIsTheDocumentedOne() {
    LookupAnswer answer =
        LookupAnswer.of(
            "r1",
            new Neighbours(List.of(new Neighbour("a", 0.25f, Map.of("price", 12.0))), null, 3));
    assertThat(new String(AnswerCodec.encode(answer), UTF_8))
        .isEqualTo(
            "{\"schema\":1,\"request\":\"r1\",\"generation\":3,\"complete\":true,"
                + "\"neighbours\":[{\"id\":\"a\",\"distance\":0.25,\"attributes\":{\"price\":12.0}}]}");
  }

  @Test
  void refusesWhatIsNoAnswer() {
    assertThatThrownBy(() -> AnswerCodec.decode("{}".getBytes(UTF_8)))
        .hasMessageContaining("field 'request' is missing");
  }

  @Test
  void deadLettersComeBack() {
    DeadLetter letter =
        new DeadLetter(
            "live",
            "nearfield.shop.main.changes-0@17",
            null,
            "malformed-change",
            "Cannot read change: \"x\"",
            1,
            Instant.parse("2026-01-31T12:00:00.5Z"));
    assertThat(DeadLetterCodec.decode(DeadLetterCodec.encode(letter))).isEqualTo(letter);
  }

  @Test
  void topicsAreNamedAfterTheIndex() {
    assertThat(LiveTopics.of(new IndexRef("shop", "main")).all())
        .containsExactly(
            "nearfield.shop.main.changes",
            "nearfield.shop.main.lookups",
            "nearfield.shop.main.neighbours",
            "nearfield.shop.main.dead-letters");
  }
}
