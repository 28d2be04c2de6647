package io.nearfield.spark.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.ingest.LivingItems;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
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
 * @param secondsPerItem measured with one task's threads
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
    Column words = lit(model.accepts(Content.Text.class)).and(col("text").isNotNull());
    Column pictures =
        lit(model.accepts(Content.Image.class))
            .and(col("text").isNull())
            .and(col("media_type").startsWith("image/"));
    Dataset<Row> accepted =
        LivingItems.of(spark, lake, move.from().dataset())
            .filter(coalesce(words.or(pictures), lit(false)));
    Row totals = accepted.agg(count(lit(1)), coalesce(sum(length(col("text"))), lit(0L))).first();
    long items = totals.getLong(0);
    if (items == 0) {
      throw new NearfieldException(
          "Cannot estimate: dataset '%s' has no items that model %s takes"
              .formatted(move.from().dataset(), move.model().shortForm()));
    }
    List<Content> contents = new ArrayList<>();
    for (Row row :
        accepted
            .select("text", "uri")
            .orderBy(xxhash64(col("entity_id")))
            .limit(SAMPLE + WARM_UP)
            .collectAsList()) {
      content(row, spark.sessionState().newHadoopConf(), contents);
    }
    double perItem = measure(model, contents);
    int tasks = spark.sparkContext().defaultParallelism();
    return new MoveEstimate(
        items,
        totals.getLong(1),
        items * move.model().dimension() * Float.BYTES,
        Math.max(1, contents.size() - WARM_UP),
        perItem,
        tasks,
        perItem * items / tasks);
  }

  private static void content(Row row, Configuration hadoop, List<Content> into) {
    if (!row.isNullAt(0)) {
      into.add(new Content.Text(row.getString(0)));
      return;
    }
    Path path = new Path(row.getString(1));
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      into.add(new Content.Image(in.readAllBytes()));
    } catch (IOException e) {
      // It would become a dead letter; the others tell how long they take.
    }
  }

  private static double measure(EmbeddingModel model, List<Content> contents) {
    int warm = Math.min(WARM_UP, contents.size() - 1);
    long begun = System.nanoTime();
    int embedded = 0;
    for (int i = 0; i < contents.size(); i++) {
      if (i == warm) {
        begun = System.nanoTime();
        embedded = 0;
      }
      try {
        model.embed(contents.get(i));
      } catch (NearfieldException e) {
        // It takes its time all the same.
      }
      embedded++;
    }
    return embedded == 0 ? Double.NaN : (System.nanoTime() - begun) / 1e9 / embedded;
  }
}
