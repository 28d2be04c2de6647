package io.nearfield.benchmarks.embed;

import io.nearfield.benchmarks.BenchmarkException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.spark.LakeSession;
import io.nearfield.spark.embed.EmbedAction;
import io.nearfield.spark.embed.EmbedOptions;
import io.nearfield.spark.embed.EmbedReport;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * {@code nearfield embed} in local mode over the same texts: items are compared with vectors, texts
 * shuffled, embedded, checked, written as Parquet and committed.
 */
public final class SparkSide implements AutoCloseable {

  private static final String DATASET = "benchmark";

  private final Lake lake;
  private final SparkSession spark;
  private final int texts;
  private int round;

  /**
   * Ingests the texts.
   *
   * @param folder for the warehouse, empty
   */
  public SparkSide(Path folder, List<String> texts, int threads) {
    System.setProperty("spark.master", "local[" + threads + "]");
    this.lake = Lake.open(LakeOptions.of(folder.resolve("warehouse").toString()));
    this.spark = LakeSession.open(lake, "benchmarks");
    this.texts = texts.size();
    new IngestAction(spark, lake, Progress.SILENT)
        .run(IngestOptions.of(DATASET, List.of(write(folder, texts).toString())));
  }

  private static Path write(Path folder, List<String> texts) {
    List<String> lines = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      lines.add("{\"id\": \"" + i + "\", \"text\": \"" + texts.get(i) + "\"}");
    }
    try {
      return Files.write(folder.resolve("texts.jsonl"), lines);
    } catch (IOException e) {
      throw new BenchmarkException("Cannot write to " + folder + ": " + e.getMessage());
    }
  }

  /** Embeds all texts into a feature set of their own; answers how long the whole run took. */
  public double seconds() {
    String set = "round" + round++;
    long begun = System.nanoTime();
    EmbedReport report =
        new EmbedAction(spark, lake, Progress.SILENT).run(EmbedOptions.of(DATASET, set));
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (report.embedded() != texts) {
      throw new BenchmarkException("Cannot compare: not every text was embedded: " + report);
    }
    // Or the next round would find its vectors there.
    spark.sql("DROP TABLE " + lake.sql(DATASET, Lake.featureTable(set)) + " PURGE");
    return seconds;
  }

  @Override
  public void close() {
    spark.stop();
    lake.close();
  }
}
