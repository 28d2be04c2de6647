package io.nearfield.spark.ingest;

import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import org.apache.spark.sql.SparkSession;

/** Reads files into the {@code items} table of a dataset. */
public final class IngestAction {

  public IngestAction(SparkSession spark, Lake lake, Progress progress) {}

  public IngestReport run(IngestOptions options) {
    throw new UnsupportedOperationException("ingest");
  }
}
