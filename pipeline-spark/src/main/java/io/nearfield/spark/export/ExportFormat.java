package io.nearfield.spark.export;

import java.util.Locale;

/** How an export is written. */
public enum ExportFormat {
  /** Items with a column of vectors per feature set, one file per task. */
  PARQUET,
  /** One object per item with its features, one file per task. */
  JSONL,
  /** Like Parquet; what is no plain value is JSON in its cell. */
  CSV,
  /**
   * CSV for people who open it in a spreadsheet: a text that one would take for a formula has an
   * apostrophe in front, so that nothing in the data is run.
   */
  SHEET,
  /** The vectors of one feature set as one NumPy file, ids beside it. */
  NPY,
  /** The same as {@code .fvecs}. */
  FVECS,
  /** The generation of an index that serves, as FAISS reads it, ids beside it. */
  FAISS;

  boolean ofVectors() {
    return this == NPY || this == FVECS;
  }

  String extension() {
    return this == SHEET ? CSV.extension() : word();
  }

  /** What it is called in options and manifests. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
