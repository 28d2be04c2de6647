package io.nearfield.spark.ingest;

import io.nearfield.connect.document.Chunker;
import io.nearfield.connect.document.DocumentLimits;
import io.nearfield.connect.onnx.Models;
import java.io.Serializable;
import java.util.Objects;

/**
 * How long texts become items, and what reading a document may take.
 *
 * @param tokens the most tokens of a chunk; 0 for no chunks: each document is one item
 * @param overlap the most tokens that a chunk shares with the one before
 * @param model whose tokenizer counts, as for {@link Models#open}; {@link #WORDS} for words
 * @param rows whether the texts of rows of tables and JSON are cut too
 * @param limits of documents
 */
public record Chunking(int tokens, int overlap, String model, boolean rows, DocumentLimits limits)
    implements Serializable {

  /** Fits into the 256 tokens of the default model with room for its special ones and a prompt. */
  public static final int DEFAULT_TOKENS = 200;

  /** About two sentences. */
  public static final int DEFAULT_OVERLAP = 40;

  /** Stands for no model: words are counted. */
  public static final String WORDS = "words";

  public Chunking {
    Objects.requireNonNull(model);
    Objects.requireNonNull(limits);
    if (tokens != 0) {
      Chunker.check(tokens, overlap);
    }
  }

  /** Files are cut, rows are not. */
  public static Chunking defaults() {
    return new Chunking(
        DEFAULT_TOKENS, DEFAULT_OVERLAP, Models.DEFAULT_TEXT, false, DocumentLimits.defaults());
  }

  public Chunking withTokens(int most, int shared) {
    return new Chunking(most, shared, model, rows, limits);
  }

  public Chunking withModel(String location) {
    return new Chunking(tokens, overlap, location, rows, limits);
  }

  public Chunking withRows() {
    return new Chunking(tokens, overlap, model, true, limits);
  }

  public Chunking withLimits(DocumentLimits other) {
    return new Chunking(tokens, overlap, model, rows, other);
  }
}
