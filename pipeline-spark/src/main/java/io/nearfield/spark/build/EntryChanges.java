package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures.Coverage;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.Refresh;
import io.nearfield.index.TrainedIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Which entries of a generation are new, have another vector or other attributes, or are gone,
 * compared with the feature set and the items as they are now.
 *
 * <p>Where the tables only grew since, the new rows say it all. Otherwise the entries are compared
 * with the features by id; whether a vector changed is told by the hashes of content and model at
 * the snapshot that the generation covers, or by the vector itself where there are none or that
 * snapshot is expired.
 */
final class EntryChanges {

  static final String ADDED = "added";
  static final String CHANGED = "changed";
  static final String REMOVED = "removed";

  private final SparkSession spark;
  private final Lake lake;
  private final BuildInputs now;
  private final Refresh refresh;
  private final Coverage covered;
  private final Broadcast<TrainedIndex> trained;

  EntryChanges(
      SparkSession spark,
      Lake lake,
      BuildInputs now,
      Refresh refresh,
      Broadcast<TrainedIndex> trained) {
    this.spark = spark;
    this.lake = lake;
    this.now = now;
    this.refresh = refresh;
    this.trained = trained;
    Generation generation = refresh.before();
    this.covered =
        generation.figures().coverage() == null
            ? Coverage.built(generation.featureSnapshot(), -1)
            : generation.figures().coverage();
  }

  /** Whether new rows say it all. */
  boolean incremental() {
    Table features = lake.table(now.features().dataset(), table());
    boolean itemsGrew =
        now.itemsSnapshot() == covered.itemsSnapshot()
            || (covered.itemsSnapshot() >= 0
                && TableHistory.onlyGrew(
                    lake.table(now.features().dataset(), Lake.ITEMS),
                    covered.itemsSnapshot(),
                    now.itemsSnapshot()));
    return itemsGrew
        && TableHistory.onlyGrew(features, covered.featureSnapshot(), now.featureSnapshot());
  }

  /**
   * Returns {@code entity_id, kind, partition, file, position}; the last three are null for new
   * entries.
   */
  Dataset<Row> find(String indexTable) {
    Dataset<Row> entries = entries(indexTable);
    Dataset<Row> current = current();
    if (incremental()) {
      Dataset<Row> grown = grown();
      current = current.join(grown, "entity_id");
      entries =
          entries.join(grown, entries.col("entry_id").equalTo(grown.col("entity_id")), "left_semi");
    }
    Dataset<Row> both =
        entries.join(
            current, entries.col("entry_id").equalTo(current.col("entity_id")), "full_outer");
    Column changed = col("stamp").eqNullSafe(col("former_stamp")).equalTo(lit(false));
    for (String name : now.filterColumns().keySet()) {
      String column = IndexTable.column(name);
      changed =
          changed.or(
              JoinFilterColumns.quoted("entry " + column)
                  .eqNullSafe(JoinFilterColumns.quoted(column))
                  .equalTo(lit(false)));
    }
    Column kind =
        when(col("entry_id").isNull(), lit(ADDED))
            .when(col("entity_id").isNull(), lit(REMOVED))
            .when(changed, lit(CHANGED));
    return both.select(
            coalesce(col("entity_id"), col("entry_id")).as("entity_id"),
            kind.as("kind"),
            col("partition"),
            col("file"),
            col("position"))
        .where(col("kind").isNotNull());
  }

  /** The entries that are there: where each lies, and its attributes. */
  private Dataset<Row> entries(String indexTable) {
    Dataset<Row> rows =
        spark
            .read()
            .option("versionAsOf", refresh.baseSnapshot())
            .table(indexTable)
            .where(col("generation").equalTo(lit(refresh.before().number())));
    List<Column> columns = new ArrayList<>();
    columns.add(col("entity_id").as("entry_id"));
    columns.add(col("partition"));
    columns.add(col("_file").as("file"));
    columns.add(col("_pos").as("position"));
    if (byVector()) {
      columns.add(xxhash64(col("vector")).as("former_stamp"));
    }
    for (String name : now.filterColumns().keySet()) {
      String column = IndexTable.column(name);
      columns.add(JoinFilterColumns.quoted(column).as("entry " + column));
    }
    Dataset<Row> entries = rows.select(columns.toArray(Column[]::new));
    if (byVector()) {
      return entries;
    }
    Dataset<Row> former =
        features(covered.featureSnapshot())
            .select(col("entity_id").as("former_id"), stamp().as("former_stamp"));
    return entries.join(former, entries.col("entry_id").equalTo(former.col("former_id")), "left");
  }

  /** The features and attributes as they are now: {@code entity_id, stamp} and filter columns. */
  private Dataset<Row> current() {
    Dataset<Row> living = now.living(spark, lake, features(now.featureSnapshot()));
    Dataset<Row> stamped =
        byVector()
            ? AssignCells.assign(
                    RawVectors.of(
                        spark, living.select("entity_id", "item_id", "vector"), now.features()),
                    trained)
                .select(col("entity_id"), col("item_id"), xxhash64(col("vector")).as("stamp"))
            : living.select(col("entity_id"), col("item_id"), stamp().as("stamp"));
    Set<String> filterColumns = now.filterColumns().keySet();
    return filterColumns.isEmpty()
        ? stamped.drop("item_id")
        : JoinFilterColumns.join(stamped, now.items(spark, lake), now.features(), filterColumns);
  }

  /** The ids of the rows that came to either table. */
  private Dataset<Row> grown() {
    Dataset<Row> ids = between(table(), covered.featureSnapshot(), now.featureSnapshot());
    if (!now.filterColumns().isEmpty() && covered.itemsSnapshot() != now.itemsSnapshot()) {
      ids = ids.union(between(Lake.ITEMS, covered.itemsSnapshot(), now.itemsSnapshot()));
    }
    return ids.distinct();
  }

  private Dataset<Row> between(String table, long from, long to) {
    String name = lake.sql(now.features().dataset(), table);
    if (from == to) {
      return spark.read().table(name).select("entity_id").limit(0);
    }
    return spark
        .read()
        .option("start-snapshot-id", from)
        .option("end-snapshot-id", to)
        .table(name)
        .select("entity_id");
  }

  private Dataset<Row> features(long snapshot) {
    return spark
        .read()
        .option("versionAsOf", snapshot)
        .table(lake.sql(now.features().dataset(), table()))
        .where(col("vector").isNotNull());
  }

  /** Imported vectors have no content whose hash could tell; neither has a lost snapshot. */
  private boolean byVector() {
    return now.features().modelLocation() == null
        || lake.table(now.features().dataset(), table()).snapshot(covered.featureSnapshot())
            == null;
  }

  private static Column stamp() {
    return xxhash64(col("content_hash"), col("model_hash"), col("embedded_at"));
  }

  private String table() {
    return Lake.featureTable(now.features().name());
  }
}
