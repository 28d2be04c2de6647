package io.nearfield.connect.document;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into chunks of at most so many tokens, between sentences where it can.
 *
 * <p>Sentences are packed one after the other. The next chunk begins with the last sentences of the
 * one before that have at most {@code overlap} tokens together. A sentence that is too long by
 * itself is cut between words, a word that is too long between characters, never inside a surrogate
 * pair. Chunks begin and end with something other than white space and do not cross chapters.
 *
 * <p>Deterministic; as thread-safe as its counter.
 */
public final class Chunker {

  private final int tokens;
  private final int overlap;
  private final Sentences sentences;
  private final TokenCounter counter;

  /**
   * @param tokens the most tokens of a chunk
   * @param overlap the most tokens that a chunk shares with the one before, below half of {@code
   *     tokens}
   */
  public Chunker(int tokens, int overlap, TokenCounter counter) {
    check(tokens, overlap);
    this.tokens = tokens;
    this.overlap = overlap;
    this.counter = counter;
    this.sentences = new Sentences(tokens, counter);
  }

  /**
   * @throws IllegalArgumentException if these cannot be the sizes of chunks
   */
  public static void check(int tokens, int overlap) {
    if (tokens < 8) {
      throw new IllegalArgumentException(
          "Cannot cut texts into chunks of "
              + tokens
              + " tokens: at least 8 are needed; raise --chunk-tokens");
    }
    if (overlap < 0 || overlap > tokens / 2) {
      throw new IllegalArgumentException(
          "Cannot let chunks of "
              + tokens
              + " tokens overlap by "
              + overlap
              + ": 0 to half of the tokens, "
              + tokens / 2
              + ", is possible; change --chunk-overlap");
    }
  }

  /** Whether the whole text is no longer than one chunk. */
  public boolean fits(String text) {
    // No tokenizer makes fewer tokens than this of a text without reading it.
    return text.length() <= 64L * tokens && counter.count(text) <= tokens;
  }

  /** The chunks in order; none if there is nothing but white space. */
  public List<Chunk> cut(ParsedDocument document) {
    List<Chunk> chunks = new ArrayList<>();
    String text = document.text();
    int start = 0;
    for (int i = 0; i < document.places().size(); i++) {
      Place place = document.places().get(i);
      boolean newChapter =
          i > 0
              && !java.util.Objects.equals(place.chapter(), document.places().get(i - 1).chapter());
      if (newChapter) {
        cut(document, sentences.of(text, start, place.from()), chunks);
        start = place.from();
      }
    }
    cut(document, sentences.of(text, start, text.length()), chunks);
    return chunks;
  }

  private void cut(ParsedDocument document, List<Sentence> all, List<Chunk> chunks) {
    int first = 0;
    while (first < all.size()) {
      int last = first;
      int sum = all.get(first).tokens();
      while (last + 1 < all.size() && sum + all.get(last + 1).tokens() <= tokens) {
        last++;
        sum += all.get(last).tokens();
      }
      // Together they may count for more than each by itself: rarely, and by little.
      while (last > first && counter.count(text(document, all, first, last)) > tokens) {
        last--;
      }
      chunks.add(chunk(document, all, first, last, chunks.size()));
      if (last + 1 >= all.size()) {
        return;
      }
      first = next(all, first, last);
    }
  }

  private static String text(ParsedDocument document, List<Sentence> all, int first, int last) {
    return document.text().substring(all.get(first).from(), all.get(last).to());
  }

  private static Chunk chunk(
      ParsedDocument document, List<Sentence> all, int first, int last, int number) {
    int from = all.get(first).from();
    int to = all.get(last).to();
    Place place = document.at(from);
    return new Chunk(
        number, document.text().substring(from, to), from, to, place.page(), place.chapter());
  }

  /** Where the next chunk begins: it always brings something new. */
  private int next(List<Sentence> all, int first, int last) {
    int begin = last + 1;
    int shared = 0;
    int room = tokens - all.get(last + 1).tokens();
    while (begin - 1 > first && shared + all.get(begin - 1).tokens() <= Math.min(overlap, room)) {
      begin--;
      shared += all.get(begin).tokens();
    }
    return begin;
  }
}
