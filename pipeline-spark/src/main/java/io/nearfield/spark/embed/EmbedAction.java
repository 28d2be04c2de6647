package io.nearfield.spark.embed;

import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import org.apache.spark.sql.SparkSession;

/** Gives each item of a dataset its vector. */
public final class EmbedAction {

  public EmbedAction(SparkSession spark, Lake lake, Progress progress) {}

  public EmbedReport run(EmbedOptions options) {
    throw new UnsupportedOperationException("embed");
  }
}
