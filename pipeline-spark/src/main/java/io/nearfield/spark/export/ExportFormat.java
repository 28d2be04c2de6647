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
    return name().toLowerCase(Locale.ROOT);
  }
}
