package io.nearfield.spark.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.ingest.LivingItems;
import io.nearfield.spark.run.RunRecord;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Imports vectors that somebody else computed, on the executors and in one commit: a run that was
 * killed has changed nothing. A vector of an entity that has one already takes its place.
 *
 * <pre>{@code
 * VectorsReport report = new ImportVectorsAction(spark, lake, Progress.SILENT).run(options);
 * }</pre>
 */
public final class ImportVectorsAction {

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public ImportVectorsAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Imports, and records the run.
   *
   * @throws IllegalArgumentException if a column is not there or holds no vectors
   * @throws io.nearfield.connect.api.IncompatibleException if another model is claimed than the
   *     set's
   */
  public VectorsReport run(ImportOptions options) {
    Map<String, String> config = new TreeMap<>();
    config.put("feature-set", options.featureSet());
    config.put("format", options.format().name());
    if (options.from() != null) {
      config.put("from", options.from());
    }
    lake.requireDataset(options.dataset());
    return new RunRecord(
            lake,
            options.dataset(),
            "import-vectors",
            Lake.featureTable(options.featureSet()),
            config)
        .of(() -> imported(options), VectorsReport::figures);
  }

  private VectorsReport imported(ImportOptions options) {
    FeatureSet set = lake.requireFeatureSet(options.dataset(), options.featureSet());
    options.claim().check(set);
    progress.begin("importing vectors", -1);
    VectorsReport report = new VectorMerge(spark, lake, set).merge(rows(options, set));
    progress.end("");
    return report;
  }

  private Dataset<Row> rows(ImportOptions options, FeatureSet set) {
    return switch (options.format()) {
      case JSONL -> new JsonVectors(spark, files(options.from()), set).rows();
      case NPY, FVECS ->
          new FileVectors(local(options.from()), local(options.ids()), set).rows(spark);
      case PARQUET -> {
        files(options.from());
        Dataset<Row> table =
            spark
                .read()
                .parquet(options.from())
                .withColumn("_source", col("_metadata.file_name"))
                .withColumn("_path", col("_metadata.file_path"))
                .withColumn("_row", col("_metadata.row_index"));
        yield new TableVectors(table, "'" + options.from() + "'", options.columns(), set).rows();
      }
      case ITEMS -> {
        Dataset<Row> items =
            LivingItems.of(spark, lake, options.dataset())
                .withColumn("_source", lit(Lake.ITEMS))
                .withColumn("_path", lit(Lake.ITEMS))
                .withColumn("_row", monotonically_increasing_id());
        String what = "the items of dataset '" + options.dataset() + "'";
        yield new TableVectors(items, what, options.columns(), set).rows();
      }
    };
  }

  /** A file, the files of a folder but hidden ones, or those that a pattern names. */
  private List<FileStatus> files(String from) {
    Path path = new Path(from);
    try {
      FileSystem system = path.getFileSystem(spark.sessionState().newHadoopConf());
      FileStatus[] found = system.globStatus(path);
      if (found == null || found.length == 0) {
        throw new FileNotFoundException("there is no such file");
      }
      List<FileStatus> files = new ArrayList<>();
      for (FileStatus one : found) {
        files.addAll(
            one.isFile()
                ? List.of(one)
                : List.of(
                    system.listStatus(one.getPath(), file -> !file.getName().matches("[._].*"))));
      }
      return files.stream()
          .filter(FileStatus::isFile)
          .sorted(Comparator.comparing(FileStatus::getPath))
          .toList();
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot import from '" + from + "': " + e.getMessage() + " (--from)", e);
    }
  }

  private static String local(String path) {
    String plain = path.startsWith("file:") ? new Path(path).toUri().getPath() : path;
    if (plain.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      throw new IllegalArgumentException(
          "Cannot import from '%s': .npy and .fvecs files and their ids are read from a path that all executors see; copy them there, or import Parquet (--from)"
              .formatted(path));
    }
    return java.nio.file.Path.of(plain).toAbsolutePath().toString();
  }
}
