package io.nearfield.spark.ingest;

import io.nearfield.spark.ingest.Candidates.Origin;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** Text files: each is one item. */
record ReadTexts(AttributeRow attributes, int maxLength)
    implements FileStage.Reader<SourceFile, Row> {

  @Override
  public Iterator<Row> read(SourceFile file, Configuration hadoop) {
    return Collections.singleton(candidate(file, hadoop)).iterator();
  }

  private Row candidate(SourceFile file, Configuration hadoop) {
    Origin origin = new Origin(file, 0);
    // A character has at most three bytes of UTF-8 per UTF-16 unit; the mark has three more.
    long mostBytes = 3L * maxLength + 3;
    if (file.length() > mostBytes) {
      return Candidates.refused(
          origin, file.id(), Texts.tooLarge(file.length() + " bytes", maxLength));
    }
    try {
      byte[] bytes = FileBytes.read(file, hadoop, (int) Math.min(mostBytes, Integer.MAX_VALUE - 8));
      String text = Texts.decode(bytes, bytes.length);
      String name = file.relative().toLowerCase(Locale.ROOT);
      String mediaType = name.endsWith(".md") ? "text/markdown" : "text/plain";
      return Candidates.text(origin, file.id(), mediaType, text, attributes.empty(), maxLength);
    } catch (CharacterCodingException e) {
      return Candidates.refused(origin, file.id(), Texts.notUtf8());
    } catch (IOException e) {
      return Candidates.refused(origin, file.id(), Refusal.unreadable(e));
    }
  }
}
