package io.nearfield.spark.ingest;

import io.nearfield.connect.document.DocumentType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a file is taken for, by the end of its name. */
enum Kind {
  /** One text, one item or its chunks. */
  TEXT(".txt", ".md"),
  /** A document that has to be parsed. */
  DOCUMENT(DocumentType.values()),
  /** One JSON object per line. */
  JSON_LINES(".jsonl", ".ndjson"),
  /** An array of objects; for a start, whatever ends in {@code .json}. */
  JSON(".json"),
  /** One object over several lines: an item if it has a text, else no concern of ours. */
  JSON_OBJECT(),
  /** Labelled boxes of the pictures around it, in the manner of COCO; not items themselves. */
  BOXES(),
  /** Boxes of one picture, in the manner of Pascal VOC; or XML of another kind. */
  VOC(".xml"),
  /** Boxes of one picture, in the manner of YOLO. */
  YOLO(),
  /** Comma separated, first row names the columns. */
  CSV(".csv", ".tsv"),
  PARQUET(".parquet"),
  /** No file: a table or query of Spark's. */
  TABLE(),
  /** One picture, one item. */
  IMAGE(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp");

  /** Separated by blanks. */
  private final String endings;

  Kind(String... endings) {
    this.endings = String.join(" ", endings);
  }

  Kind(DocumentType[] types) {
    this(Arrays.stream(types).flatMap(type -> type.endings().stream()).toArray(String[]::new));
  }

  /** Whether its files hold no items but say something about pictures. */
  boolean holdsBoxes() {
    return this == BOXES || this == VOC || this == YOLO;
  }

  static Optional<Kind> of(String fileName) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kind -> kind.endings().anyMatch(lower::endsWith))
        .findFirst();
  }

  /** For messages. */
  static String allEndings() {
    return String.join(" ", Arrays.stream(values()).flatMap(Kind::endings).toList());
  }

  private Stream<String> endings() {
    return Arrays.stream(endings.split(" ")).filter(ending -> !ending.isEmpty());
  }
}
