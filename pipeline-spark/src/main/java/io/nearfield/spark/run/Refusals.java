package io.nearfield.spark.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Appends refused inputs to {@code dead_letters}. An input that is refused again for the same
 * reason is there already and not written twice.
 */
public final class Refusals {

  private static final String TABLE = "dead_letters";

  /** Up to this many are written by the driver in one go: they are short lines. */
  private static final int FEW = 10_000;

  /** How often another run may append first. */
  private static final int ATTEMPTS = 20;

  private final SparkSession spark;
  private final Lake lake;
  private final String dataset;
  private final String stage;

  public Refusals(SparkSession spark, Lake lake, String dataset, String stage) {
    this.spark = spark;
    this.lake = lake;
    this.dataset = dataset;
    this.stage = stage;
  }

  /**
   * Appends those that are not there.
   *
   * @param refused columns {@code source}, {@code entity_id}, {@code reason}, {@code message}, all
   *     texts, and if wanted {@code attempts} int; evaluated several times
   */
  public void append(Dataset<Row> refused) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Long seen = lake.deadLetterSnapshot(dataset);
      List<Row> few = fresh(refused).limit(FEW + 1).collectAsList();
      if (few.size() > FEW) {
        appendMany(refused, few.get(0));
        return;
      }
      Instant now = Instant.now();
      if (lake.appendIf(dataset, few.stream().map(row -> letter(row, now)).toList(), seen)) {
        return;
      }
    }
    throw new NearfieldException(
        "Cannot record refused inputs of dataset '"
            + dataset
            + "': other runs were faster "
            + ATTEMPTS
            + " times; run it again");
  }

  private void appendMany(Dataset<Row> refused, Row first) {
    if (!lake.exists(dataset, TABLE)) {
      // Makes the table; the others are then fresh compared with this one.
      lake.append(dataset, List.of(letter(first, Instant.now())));
    }
    write(fresh(refused));
  }

  private void write(Dataset<Row> fresh) {
    try {
      fresh
          .withColumn("stage", lit(stage))
          .withColumn("at", current_timestamp())
          .writeTo(lake.sql(dataset, TABLE))
          .append();
    } catch (org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  private Dataset<Row> fresh(Dataset<Row> refused) {
    Dataset<Row> wanted =
        refused.select(
            col("source"),
            col("entity_id"),
            col("reason"),
            col("message"),
            Arrays.asList(refused.columns()).contains("attempts")
                ? col("attempts")
                : lit(1).as("attempts"));
    if (!lake.exists(dataset, TABLE)) {
      return wanted;
    }
    String table = lake.sql(dataset, TABLE);
    spark.catalog().refreshTable(table);
    Dataset<Row> known =
        spark
            .table(table)
            .filter(col("stage").equalTo(stage))
            .select(
                col("source").as("_source"),
                col("entity_id").as("_entity_id"),
                col("reason").as("_reason"),
                col("message").as("_message"));
    Column same = lit(true);
    for (String column : List.of("source", "entity_id", "reason", "message")) {
      same = same.and(col(column).eqNullSafe(col("_" + column)));
    }
    return wanted.join(known, same, "left_anti");
  }

  private DeadLetter letter(Row row, Instant now) {
    return new DeadLetter(
        stage,
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getInt(4),
        now);
  }
}
