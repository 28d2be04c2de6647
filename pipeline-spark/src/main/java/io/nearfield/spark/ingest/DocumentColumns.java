package io.nearfield.spark.ingest;

import io.nearfield.connect.document.ParsedDocument;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Under which columns it is kept what a document says about itself. */
record DocumentColumns(String title, String author, String language) implements Serializable {

  static DocumentColumns in(ItemColumns columns) {
    return new DocumentColumns(
        columns.add("title", DataTypes.StringType),
        columns.add("author", DataTypes.StringType),
        columns.add("language", DataTypes.StringType));
  }

  Row row(AttributeRow attributes, ParsedDocument document) {
    return attributes
        .builder()
        .set(title, document.title())
        .set(author, document.author())
        .set(language, document.language())
        .row();
  }
}
