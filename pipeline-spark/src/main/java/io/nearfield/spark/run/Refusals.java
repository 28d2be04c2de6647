package io.nearfield.spark.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Notes refused inputs in {@code dead_letters}. An input that is refused again for the same reason
 * is there already: its attempts grow.
 */
public final class Refusals {

  private static final String TABLE = "dead_letters";

  /** Up to this many are written by the driver in one go: they are short lines. */
  private static final int FEW = 10_000;

  /** How often another run may write first. */
  private static final int ATTEMPTS = 20;

  /** What makes two refusals of a stage the same. */
  private static final List<String> KEY = List.of("source", "entity_id", "reason", "message");

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
   * Notes them.
   *
   * @param refused columns {@code source}, {@code entity_id}, {@code reason}, {@code message}, all
   *     texts, and if wanted {@code attempts} int, {@code content_hash} and {@code model_hash};
   *     evaluated several times
   */
  public void append(Dataset<Row> refused) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Long seen = lake.deadLetterSnapshot(dataset);
      List<Row> few = compared(refused).limit(FEW + 1).collectAsList();
      if (few.size() <= FEW ? note(few, seen) : noteMany(refused)) {
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

  private boolean note(List<Row> rows, Long seen) {
    List<DeadLetter> fresh = new ArrayList<>();
    List<DeadLetter> again = new ArrayList<>();
    Instant now = Instant.now();
    rows.forEach(row -> (row.<Boolean>getAs("known") ? again : fresh).add(letter(row, now)));
    return lake.noteIf(dataset, fresh, again, seen);
  }

  private boolean noteMany(Dataset<Row> refused) {
    lake.deadLetterTable(dataset);
    String table = lake.sql(dataset, TABLE);
    spark.catalog().refreshTable(table);
    String view = "refused_" + UUID.randomUUID().toString().replace('-', '_');
    wanted(refused)
        .dropDuplicates(KEY.toArray(String[]::new))
        .withColumn("stage", lit(stage))
        .withColumn("at", current_timestamp())
        .createOrReplaceTempView(view);
    String same =
        KEY.stream()
            .map(name -> "letter.%1$s <=> given.%1$s".formatted(name))
            .collect(Collectors.joining(" AND ", "letter.stage = given.stage AND ", ""));
    try {
      spark.sql(
          ("MERGE INTO %s letter USING %s given ON %s WHEN MATCHED THEN UPDATE SET"
                  + " attempts = letter.attempts + given.attempts, at = given.at"
                  + " WHEN NOT MATCHED THEN INSERT *")
              .formatted(table, view, same));
      return true;
    } catch (ValidationException e) {
      return false; // somebody else wrote meanwhile
    } finally {
      spark.catalog().dropTempView(view);
    }
  }

  /** With {@code known boolean}: whether the same was refused before. */
  private Dataset<Row> compared(Dataset<Row> refused) {
    Dataset<Row> wanted = wanted(refused);
    if (!lake.exists(dataset, TABLE)) {
      return wanted.withColumn("known", lit(false));
    }
    String table = lake.sql(dataset, TABLE);
    spark.catalog().refreshTable(table);
    Dataset<Row> known =
        spark
            .table(table)
            .filter(col("stage").equalTo(stage))
            .select(KEY.stream().map(name -> col(name).as("_" + name)).toArray(Column[]::new))
            .distinct()
            .withColumn("known", lit(true));
    Column same = lit(true);
    for (String column : KEY) {
      same = same.and(col(column).eqNullSafe(col("_" + column)));
    }
    return wanted.join(known, same, "left").na().fill(false, new String[] {"known"});
  }

  private static Dataset<Row> wanted(Dataset<Row> refused) {
    List<String> given = Arrays.asList(refused.columns());
    List<Column> columns = new ArrayList<>(KEY.stream().map(name -> col(name)).toList());
    columns.add(given.contains("attempts") ? col("attempts") : lit(1).as("attempts"));
    for (String hash : List.of("content_hash", "model_hash")) {
      columns.add(given.contains(hash) ? col(hash) : lit(null).cast("string").as(hash));
    }
    return refused.select(columns.toArray(Column[]::new));
  }

  private DeadLetter letter(Row row, Instant now) {
    return new DeadLetter(
        stage,
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getInt(4),
        now,
        row.getString(5),
        row.getString(6));
  }
}
