package io.nearfield.connect.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.onnx.ModelTokens;
import io.nearfield.connect.onnx.Models;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkerTest {

  private static final TokenCounter WORDS = new WordCounter();

  /** What must hold of any chunks of any text. */
  private static List<Chunk> checked(
      ParsedDocument document, int tokens, int overlap, TokenCounter counter) {
    String text = document.text();
    List<Chunk> chunks = new Chunker(tokens, overlap, counter).cut(document);
    int covered = 0;
    int previousFrom = -1;
    for (int i = 0; i < chunks.size(); i++) {
      Chunk chunk = chunks.get(i);
      assertThat(chunk.number()).isEqualTo(i);
      assertThat(chunk.text()).isEqualTo(text.substring(chunk.from(), chunk.to()));
      assertThat(chunk.text()).isEqualTo(chunk.text().strip()).isNotEmpty();
      boolean oneCharacter = chunk.text().codePointCount(0, chunk.text().length()) == 1;
      assertThat(counter.count(chunk.text()) <= tokens || oneCharacter).isTrue();
      assertThat(chunk.from()).isGreaterThan(previousFrom);
      assertThat(chunk.to()).isGreaterThan(covered);
      if (chunk.from() > covered) {
        assertThat(isSpace(text.substring(covered, chunk.from()))).isTrue();
      }
      for (int end : new int[] {chunk.from(), chunk.to()}) {
        boolean inside =
            end > 0
                && end < text.length()
                && Character.isHighSurrogate(text.charAt(end - 1))
                && Character.isLowSurrogate(text.charAt(end));
        assertThat(inside).isFalse();
      }
      covered = chunk.to();
      previousFrom = chunk.from();
    }
    assertThat(isSpace(text.substring(covered))).isTrue();
    return chunks;
  }

  private static boolean isSpace(String text) {
    return text.chars().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
  }

  @Test
  void sentencesStayWholeAndOverlap() {
    String text =
        "The ferry leaves at nine. It carries forty cars. Nobody waits on the pier. "
            + "At noon it returns! Is it late? Hardly ever.";
    List<Chunk> chunks = checked(ParsedDocument.of(text), 12, 5, WORDS);
    assertThat(chunks)
        .extracting(Chunk::text)
        .containsExactly(
            "The ferry leaves at nine. It carries forty cars.",
            "It carries forty cars. Nobody waits on the pier.",
            "Nobody waits on the pier. At noon it returns! Is it late?",
            "Is it late? Hardly ever.");
    assertThat(checked(ParsedDocument.of(text), 12, 0, WORDS))
        .extracting(Chunk::text)
        .containsExactly(
            "The ferry leaves at nine. It carries forty cars.",
            "Nobody waits on the pier. At noon it returns! Is it late?",
            "Hardly ever.");
  }

  @Test
  void chunksKnowTheirPlaceAndDoNotCrossChapters() {
    String text = "One\n\nFirst words here.\n\nTwo\n\nSecond words there. And more of them.";
    int two = text.indexOf("Two");
    ParsedDocument document =
        new ParsedDocument(
            text,
            List.of(
                new Place(0, 1, "One"),
                new Place(two, 1, "Two"),
                new Place(text.indexOf("And"), 2, "Two")),
            null,
            null,
            null);
    assertThat(checked(document, 100, 10, WORDS))
        .containsExactly(
            new Chunk(0, "One\n\nFirst words here.", 0, two - 2, 1, "One"),
            new Chunk(1, text.substring(two), two, text.length(), 1, "Two"));
    assertThat(checked(document, 8, 0, WORDS))
        .extracting(Chunk::page, Chunk::chapter)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(1, "One"),
            org.assertj.core.api.Assertions.tuple(1, "Two"));
    assertThat(new Chunker(8, 0, WORDS).cut(document).get(1).to()).isEqualTo(text.length());
  }

  @Test
  void whatHasNoSentencesIsCutBetweenWordsAndCharacters() {
    checked(ParsedDocument.of("word ".repeat(5_000)), 50, 10, WORDS);
    checked(ParsedDocument.of("x".repeat(20_000)), 20, 5, WORDS);
    checked(ParsedDocument.of("\uD83D\uDEA2".repeat(3_000)), 8, 4, text -> text.length() / 2);
    checked(
        ParsedDocument.of("\u6E2F\u306E\u8239\u304C\u51FA\u308B\u3002".repeat(200)), 30, 10, WORDS);
    assertThat(checked(ParsedDocument.of("word ".repeat(100)), 50, 0, WORDS))
        .allSatisfy(chunk -> assertThat(chunk.text()).endsWith("word"));
    assertThat(checked(ParsedDocument.of(" \n\n\t "), 50, 0, WORDS)).isEmpty();
  }

  @Test
  void anyTextIsCoveredWhateverItHolds() {
    Random random = new Random(7);
    String alphabet = "ab \n.!?\u00A0\u4E2D\u0E01e\u0301-,'";
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(400);
      while (text.length() < length) {
        text.append(
            random.nextInt(20) == 0
                ? "\uD83D\uDE00"
                : String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
      }
      int tokens = 8 + random.nextInt(30);
      checked(ParsedDocument.of(text.toString()), tokens, random.nextInt(tokens / 2), WORDS);
    }
  }

  @Test
  void theModelsOwnTokenizerCounts() {
    ModelTokens tokens = ModelTokens.of(Models.DEFAULT_TEXT);
    assertThat(tokens.count("")).isZero();
    assertThat(tokens.count("the ferry")).isEqualTo(2);
    assertThat(tokens.count("incomprehensibilities")).isGreaterThan(2);
    String text =
        "Incomprehensibilities abound, whatever antidisestablishmentarians say. ".repeat(60);
    assertThat(checked(ParsedDocument.of(text), 200, 40, tokens::count)).hasSizeGreaterThan(3);
  }

  @Test
  void impossibleSizesAreRefusedWithTheFlag() {
    assertThatThrownBy(() -> new Chunker(7, 0, WORDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--chunk-tokens");
    assertThatThrownBy(() -> new Chunker(20, 11, WORDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--chunk-overlap");
  }
}
