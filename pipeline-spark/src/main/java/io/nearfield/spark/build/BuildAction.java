package io.nearfield.spark.build;

import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import org.apache.spark.sql.SparkSession;

/** Builds a generation of an index from a feature set, grades it and lets it serve or not. */
@SuppressWarnings("UnusedVariable")
public final class BuildAction {

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public BuildAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  public BuildReport run(BuildOptions options) {
    throw new UnsupportedOperationException();
  }
}
