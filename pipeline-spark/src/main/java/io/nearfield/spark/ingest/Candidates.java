package io.nearfield.spark.ingest;

import io.nearfield.connect.api.Names;
import io.nearfield.connect.document.Chunk;
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

  /** Columns that say where in a document a chunk lies, in order. */
  static final List<String> PASSAGE =
      List.of("document_id", "page", "chapter", "char_from", "char_to");

  private static final int COLUMNS = 17;
  private static final int REASON_AT = 3;
  private static final int ID_AT = 5;
  private static final int TEXT_AT = 8;
  private static final int DOCUMENT_AT = 11;

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
        .add("document_id", DataTypes.StringType)
        .add("page", DataTypes.IntegerType)
        .add("chapter", DataTypes.StringType)
        .add("char_from", DataTypes.IntegerType)
        .add("char_to", DataTypes.IntegerType)
        .add(ATTRIBUTES, attributes);
  }

  /**
   * Where a row comes from. Line 0 stands for the whole file; the rows of tables have no lines,
   * only an order.
   */
  record Origin(SourceFile file, long line) {
    String place() {
      return line == 0 || file.kind() == Kind.TABLE ? file.place() : Places.line(file, line);
    }
  }

  static Row refused(Origin origin, String entityId, Refusal refusal) {
    return refused(origin, origin.place(), entityId, refusal);
  }

  /**
   * @param place for people, where the origin says too little
   */
  static Row refused(Origin origin, String place, String entityId, Refusal refusal) {
    Object[] values = new Object[COLUMNS];
    values[0] = origin.file().number();
    values[1] = origin.line();
    values[2] = place;
    values[REASON_AT] = refusal.reason();
    values[REASON_AT + 1] = refusal.message();
    values[ID_AT] = entityId;
    values[ID_AT + 1] = origin.file().uri();
    return RowFactory.create(values);
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
        null,
        null,
        null,
        null,
        null,
        attributes);
  }

  /** The text of an item; null for refusals and pictures. */
  static String textOf(Row candidate) {
    return candidate.getString(TEXT_AT);
  }

  /** One passage of an item's text as an item of its own, with all else that the item has. */
  static Row chunk(Row whole, Chunk chunk) {
    String document = whole.getString(ID_AT);
    String id = document + "#" + chunk.number();
    Refusal refusal = badId(id);
    Object[] values = new Object[whole.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = whole.get(i);
    }
    if (refusal != null) {
      values[REASON_AT] = refusal.reason();
      values[REASON_AT + 1] = refusal.message();
      return RowFactory.create(values);
    }
    values[ID_AT] = id;
    values[TEXT_AT] = chunk.text();
    values[TEXT_AT + 1] = Texts.sha256(chunk.text());
    values[DOCUMENT_AT] = document;
    values[DOCUMENT_AT + 1] = chunk.page() == 0 ? null : chunk.page();
    values[DOCUMENT_AT + 2] = chunk.chapter();
    values[DOCUMENT_AT + 3] = chunk.from();
    values[DOCUMENT_AT + 4] = chunk.to();
    return RowFactory.create(values);
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
