package io.nearfield.spark.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.image.PictureLimits;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.embed.Accepted;
import io.nearfield.spark.embed.ContentReader;
import io.nearfield.spark.embed.Entities;
import io.nearfield.spark.embed.Subject;
import io.nearfield.spark.ingest.LivingItems;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What embedding everything by another model will cost.
 *
 * @param items how many the model takes
 * @param characters of their texts
 * @param bytes the vectors, uncompressed
 * @param sampled how many were embedded here to measure
 * @param secondsPerItem measured with one task's threads, with reading it
 * @param tasks how many run at once
 * @param seconds for all of them
 */
public record MoveEstimate(
    long items,
    long characters,
    long bytes,
    int sampled,
    double secondsPerItem,
    int tasks,
    double seconds) {

  private static final int SAMPLE = 48;
  private static final int WARM_UP = 4;

  static MoveEstimate of(SparkSession spark, Lake lake, ModelMove move) {
    EmbeddingModel model = Models.shared(move.location(), ModelOptions.defaults());
    Entities entities =
        Subject.of(move.from())
            .of(LivingItems.of(spark, lake, move.from().dataset()), PictureLimits.defaults());
    Dataset<Row> accepted = entities.rows().filter(Accepted.by(model));
    Row totals = accepted.agg(count(lit(1)), coalesce(sum(length(col("text"))), lit(0L))).first();
    long items = totals.getLong(0);
    if (items == 0) {
      throw new NearfieldException(
          "Cannot estimate: dataset '%s' has nothing that model %s takes"
              .formatted(move.from().dataset(), move.model().shortForm()));
    }
    List<Row> sample =
        accepted.orderBy(xxhash64(col("entity_id"))).limit(SAMPLE + WARM_UP).collectAsList();
    double perItem =
        measure(model, entities.reader(), sample, spark.sessionState().newHadoopConf());
    int tasks = spark.sparkContext().defaultParallelism();
    return new MoveEstimate(
        items,
        totals.getLong(1),
        items * move.model().dimension() * Float.BYTES,
        Math.max(1, sample.size() - WARM_UP),
        perItem,
        tasks,
        perItem * items / tasks);
  }

  /** Reads and embeds one after the other, so that one content is in memory. */
  private static double measure(
      EmbeddingModel model, ContentReader reader, List<Row> sample, Configuration hadoop) {
    int warm = Math.min(WARM_UP, sample.size() - 1);
    long nanos = 0;
    int embedded = 0;
    for (int i = 0; i < sample.size(); i++) {
      long began = System.nanoTime();
      try {
        model.embed(reader.read(sample.get(i), hadoop));
      } catch (IOException e) {
        continue; // It would become a dead letter; the others tell how long they take.
      } catch (NearfieldException | IllegalArgumentException e) {
        // It takes its time all the same.
      }
      if (i >= warm) {
        nanos += System.nanoTime() - began;
        embedded++;
      }
    }
    return embedded == 0 ? Double.NaN : nanos / 1e9 / embedded;
  }
}
