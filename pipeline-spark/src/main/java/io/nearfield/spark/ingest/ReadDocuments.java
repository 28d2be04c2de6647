package io.nearfield.spark.ingest;

import io.nearfield.connect.document.DocumentLimits;
import io.nearfield.connect.document.DocumentParser;
import io.nearfield.connect.document.DocumentType;
import io.nearfield.connect.document.IsolatedParsers;
import io.nearfield.connect.document.ParsedDocument;
import io.nearfield.connect.document.RefusedDocumentException;
import io.nearfield.spark.ingest.Candidates.Origin;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/**
 * PDF, EPUB, HTML and office documents: each becomes its chunks, or one item if nothing is cut.
 *
 * @param chunks null if nothing is to be cut
 */
record ReadDocuments(
    AttributeRow attributes,
    DocumentColumns columns,
    ChunkRows chunks,
    DocumentLimits limits,
    int maxLength)
    implements FileStage.Reader<SourceFile, Row> {

  @Override
  public Iterator<Row> read(SourceFile file, Configuration hadoop) {
    Origin origin = new Origin(file, 0);
    try {
      if (file.length() > limits.mostBytes()) {
        throw DocumentParser.tooLarge(file.length(), limits);
      }
      // One more: a file that has grown since it was listed is seen to be too large.
      byte[] bytes = FileBytes.read(file, hadoop, (int) limits.mostBytes() + 1);
      return items(origin, IsolatedParsers.parse(bytes, name(file), limits));
    } catch (RefusedDocumentException e) {
      return refused(origin, new Refusal(e.reason(), e.getMessage()));
    } catch (IOException e) {
      return refused(origin, Refusal.unreadable(e));
    }
  }

  private static String name(SourceFile file) {
    return file.uri().substring(file.uri().lastIndexOf('/') + 1);
  }

  private Iterator<Row> items(Origin origin, ParsedDocument document) {
    String mediaType = DocumentType.of(name(origin.file())).orElseThrow().mediaType();
    Row values = columns.row(attributes, document);
    int longest = chunks == null ? maxLength : limits.mostText();
    Row whole =
        Candidates.text(origin, origin.file().id(), mediaType, document.text(), values, longest);
    return chunks == null ? Collections.singleton(whole).iterator() : chunks.split(whole, document);
  }

  private static Iterator<Row> refused(Origin origin, Refusal refusal) {
    return Collections.singleton(Candidates.refused(origin, origin.file().id(), refusal))
        .iterator();
  }
}
