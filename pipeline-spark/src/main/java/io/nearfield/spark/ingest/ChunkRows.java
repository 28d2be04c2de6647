package io.nearfield.spark.ingest;

import io.nearfield.connect.document.Chunk;
import io.nearfield.connect.document.Chunker;
import io.nearfield.connect.document.ParsedDocument;
import io.nearfield.connect.document.TokenCounter;
import io.nearfield.connect.document.WordCounter;
import io.nearfield.connect.onnx.ModelTokens;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Turns a candidate with a long text into one candidate for each chunk. What fits into one chunk
 * stays a whole item under its own id.
 *
 * @param tokenizer null if words are counted
 */
record ChunkRows(int tokens, int overlap, Broadcast<ModelTokens> tokenizer)
    implements Serializable {

  /** Null if nothing is to be cut. */
  static ChunkRows of(JavaSparkContext context, Chunking chunking) {
    if (chunking.tokens() == 0) {
      return null;
    }
    return new ChunkRows(
        chunking.tokens(),
        chunking.overlap(),
        chunking.model().equals(Chunking.WORDS)
            ? null
            : context.broadcast(ModelTokens.of(chunking.model())));
  }

  private Chunker chunker() {
    TokenCounter counter = tokenizer == null ? new WordCounter() : tokenizer.value()::count;
    return new Chunker(tokens, overlap, counter);
  }

  /** A text without places: a text file, a row of a table. Refusals and pictures pass. */
  Iterator<Row> split(Row candidate) {
    String text = Candidates.textOf(candidate);
    Chunker chunker = chunker();
    if (text == null || chunker.fits(text)) {
      return Collections.singleton(candidate).iterator();
    }
    return split(candidate, ParsedDocument.of(text), chunker);
  }

  /** A document: always in chunks, so that each hit has its place. */
  Iterator<Row> split(Row candidate, ParsedDocument document) {
    return Candidates.textOf(candidate) == null
        ? Collections.singleton(candidate).iterator()
        : split(candidate, document, chunker());
  }

  private static Iterator<Row> split(Row candidate, ParsedDocument document, Chunker chunker) {
    List<Chunk> chunks = chunker.cut(document);
    return chunks.stream().map(chunk -> Candidates.chunk(candidate, chunk)).iterator();
  }
}
