package io.nearfield.spark.neighbours;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import io.nearfield.index.search.Hit;
import io.nearfield.spark.neighbours.DuplicatesReport.Group;
import io.nearfield.spark.neighbours.DuplicatesReport.Member;
import io.nearfield.spark.run.Kept;
import io.nearfield.spark.run.RunRecord;
import io.nearfield.spark.search.Flattened;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Groups the entries of an index that are nearly the same, into {@code duplicates_<index>}: entries
 * within a radius of each other belong together, and so does whoever is connected through others.
 *
 * <p>Tasks compare full vectors, cell by cell, with every cell that can hold something within the
 * radius, so no pair is missed; each passes on only the pairs that say something new about who
 * belongs together. The table is replaced in one commit.
 */
public final class DuplicatesAction {

  /** So many of an entry's nearest within the radius are looked at. */
  static final int MOST = 256;

  private static final int SHOWN_GROUPS = 10;
  private static final int SHOWN_MEMBERS = 4;

  private static final StructType PAIR =
      new StructType()
          .add("a", DataTypes.StringType)
          .add("b", DataTypes.StringType)
          .add("nearest", DataTypes.FloatType)
          .add("crowded", DataTypes.BooleanType);

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public DuplicatesAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Groups.
   *
   * @throws IncompatibleException if the index compares by inner product, which is no distance
   */
  public DuplicatesReport run(DuplicatesOptions options) {
    return new RunRecord(
            lake,
            options.index().dataset(),
            "duplicates",
            options.index().name(),
            Map.of(
                "radius", Float.toString(options.radius()),
                "filter", Objects.requireNonNullElse(options.filter(), "")))
        .of(() -> group(options), DuplicatesReport::figures);
  }

  private DuplicatesReport group(DuplicatesOptions options) {
    Instant started = Instant.now();
    IndexRef ref = options.index();
    IndexTable index = lake.index(ref);
    Generation generation = index.requireActive();
    if (generation.metric() == Metric.DOT) {
      throw new IncompatibleException(
          "Cannot look for duplicates in index '%s': it compares by inner product (DOT), by which nothing need be nearest to itself; use an index by COSINE or EUCLIDEAN"
              .formatted(ref));
    }
    Entries entries = Entries.living(spark, lake, index, generation, options.filter());
    lake.pairs(ref).duplicates();
    String table = lake.sql(ref.dataset(), lake.pairs(ref).duplicatesName());
    spark.catalog().refreshTable(table);

    progress.begin("joining neighbouring cells", -1);
    Dataset<Row> pairs = Kept.of(pairs(entries, options.radius()));
    progress.end("neighbouring cells joined");
    progress.begin("grouping", -1);
    Dataset<Row> groups = Kept.of(ConnectedComponents.of(pairs.select("a", "b")));
    Dataset<Row> sizes = groups.groupBy("group_id").agg(count(lit(1)).as("size"));
    Dataset<Row> nearest =
        pairs.groupBy(col("a").as("entity_id")).agg(min("nearest").as("distance"));
    PairTable.replace(
        groups
            .join(sizes, "group_id")
            .join(nearest, "entity_id")
            .withColumn("generation", lit(generation.number()))
            .withColumn("computed_at", lit(Timestamp.from(started))),
        table,
        "radius=%s, filter=%s".formatted(options.radius(), options.filter()));
    progress.end("grouped");

    Row figures = sizes.agg(count(lit(1)), coalesce(max("size"), lit(0L))).first();
    return new DuplicatesReport(
        table,
        generation.number(),
        generation.entries(),
        figures.getLong(0),
        groups.count(),
        figures.getLong(1),
        pairs.where(col("crowded")).count(),
        sample(ref, table),
        Duration.between(started, Instant.now()).toMillis() / 1000.0);
  }

  /**
   * {@code a, b, nearest, crowded}: for each entity its nearest, with whether there are more than
   * were looked at, and what joins more, with nulls.
   */
  private Dataset<Row> pairs(Entries entries, float radius) {
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(SampledTruth.numbers(entries), entries.partitions())
            .flatMap(partition -> pairs(entries, partition, radius));
    return spark.createDataFrame(rows, PAIR);
  }

  private static Iterator<Row> pairs(Entries entries, int partition, float radius) {
    Forest joined = new Forest();
    CellJoin join = new CellJoin(entries, partition);
    return new Flattened<>(
        join.passes(row -> true, MOST, entries.trained().cells()).iterator(),
        mine -> {
          List<Row> rows = new ArrayList<>();
          join.within(
              radius,
              MOST,
              mine,
              (row, near, cut) -> {
                String id = join.id(row);
                for (int i = 0; i < near.size(); i++) {
                  Hit<?> hit = near.get(i);
                  if (joined.join(id, hit.id()) || i == 0) {
                    rows.add(
                        i == 0
                            ? RowFactory.create(id, hit.id(), hit.distance(), cut)
                            : RowFactory.create(id, hit.id(), null, null));
                  }
                }
              });
          return rows.iterator();
        });
  }

  private List<Group> sample(IndexRef ref, String table) {
    String items = lake.sql(ref.dataset(), Lake.ITEMS);
    Dataset<Row> largest =
        spark
            .table(table)
            .select("group_id", "size")
            .distinct()
            .orderBy(col("size").desc(), col("group_id"))
            .limit(SHOWN_GROUPS);
    Dataset<Row> members =
        spark
            .table(table)
            .join(largest.select("group_id"), "group_id")
            .withColumn(
                "place",
                row_number().over(Window.partitionBy("group_id").orderBy(col("entity_id"))))
            .where(col("place").leq(SHOWN_MEMBERS));
    Dataset<Row> texts =
        spark
            .table(items)
            .select(col("entity_id").as("item"), coalesce(col("text"), col("uri")).as("said"));
    members = members.join(texts, col("entity_id").equalTo(col("item")), "left");
    Map<String, List<Member>> shown = new LinkedHashMap<>();
    Map<String, Long> size = new LinkedHashMap<>();
    for (Row row :
        members
            .orderBy(col("size").desc(), col("group_id"), col("entity_id"))
            .select("group_id", "size", "entity_id", "distance", "said")
            .collectAsList()) {
      size.put(row.getString(0), row.getLong(1));
      shown
          .computeIfAbsent(row.getString(0), id -> new ArrayList<>())
          .add(new Member(row.getString(2), row.getFloat(3), row.getString(4)));
    }
    List<Group> groups = new ArrayList<>();
    shown.forEach((id, list) -> groups.add(new Group(id, size.get(id), list)));
    return groups;
  }
}
