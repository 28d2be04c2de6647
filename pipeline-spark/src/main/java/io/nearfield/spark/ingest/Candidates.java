package io.nearfield.spark.ingest;

import io.nearfield.connect.api.Names;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows that readers make: what became of each item found, an item to be compared with the table
 * or a refusal. One row for each item, whatever happens to it, is what makes the sums balance.
 */
final class Candidates {

  /** Order of the file in this run. */
  static final String FILE = "_nf_file";

  /** Order inside the file. */
  static final String LINE = "_nf_line";

  /** For people: {@code shop.jsonl:17}. */
  static final String PLACE = "_nf_place";

  /** Null for an item, else the class of refusal. */
  static final String REASON = "_nf_reason";

  /** Null for an item, else what was wrong. */
  static final String MESSAGE = "_nf_message";

  /** Struct of all attribute columns of the table. */
  static final String ATTRIBUTES = "_nf_attributes";

  static final StructType ANNOTATION =
      new StructType()
          .add("label", DataTypes.StringType)
          .add("x", DataTypes.DoubleType)
          .add("y", DataTypes.DoubleType)
          .add("width", DataTypes.DoubleType)
          .add("height", DataTypes.DoubleType)
          .add("id", DataTypes.StringType)
          .add("confidence", DataTypes.DoubleType)
          .add("attributes", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

  private Candidates() {}

  static StructType schema(StructType attributes) {
    return new StructType()
        .add(FILE, DataTypes.IntegerType)
        .add(LINE, DataTypes.LongType)
        .add(PLACE, DataTypes.StringType)
        .add(REASON, DataTypes.StringType)
        .add(MESSAGE, DataTypes.StringType)
        .add("entity_id", DataTypes.StringType)
        .add("uri", DataTypes.StringType)
        .add("media_type", DataTypes.StringType)
        .add("text", DataTypes.StringType)
        .add("content_hash", DataTypes.StringType)
        .add("annotations", DataTypes.createArrayType(ANNOTATION))
        .add(ATTRIBUTES, attributes);
  }

  /** Where a row comes from. Line 0 stands for the whole file. */
  record Origin(SourceFile file, long line) {
    String place() {
      return line == 0 ? file.place() : Places.line(file, line);
    }
  }

  static Row refused(Origin origin, String entityId, Refusal refusal) {
    return RowFactory.create(
        origin.file().number(),
        origin.line(),
        origin.place(),
        refusal.reason(),
        refusal.message(),
        entityId,
        origin.file().uri(),
        null,
        null,
        null,
        null,
        null);
  }

  /** An item with a text, or its refusal if the id or the text cannot be taken. */
  static Row text(
      Origin origin, String id, String mediaType, String text, Row attributes, int max) {
    Refusal refusal = badId(id);
    if (refusal == null) {
      refusal = Texts.check(text, max);
    }
    if (refusal != null) {
      return refused(origin, id, refusal);
    }
    return item(origin, id, mediaType, text, Texts.sha256(text), attributes);
  }

  /** An item whose content is the file itself, or its refusal if the id cannot be taken. */
  static Row picture(Origin origin, String mediaType, String contentHash, Row attributes) {
    String id = origin.file().id();
    Refusal refusal = badId(id);
    return refusal != null
        ? refused(origin, null, refusal)
        : item(origin, id, mediaType, null, contentHash, attributes);
  }

  private static Row item(
      Origin origin, String id, String mediaType, String text, String hash, Row attributes) {
    return RowFactory.create(
        origin.file().number(),
        origin.line(),
        origin.place(),
        null,
        null,
        id,
        origin.file().uri(),
        mediaType,
        text,
        hash,
        List.of().toArray(),
        attributes);
  }

  private static Refusal badId(String id) {
    if (id == null || id.isBlank()) {
      return new Refusal("missing-id", "Cannot take a row whose id column is empty; give it an id");
    }
    try {
      Names.checkEntityId(id);
      return null;
    } catch (IllegalArgumentException e) {
      return new Refusal("bad-id", e.getMessage());
    }
  }
}
