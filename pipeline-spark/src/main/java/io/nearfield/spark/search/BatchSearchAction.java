package io.nearfield.spark.search;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.forall;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.trim;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.spark.embed.ShippedModel;
import io.nearfield.spark.run.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Answers many queries from the active generation of an index as one Spark job.
 *
 * <p>Each query goes only to the index partitions that hold its probed cells; one task per
 * partition reads the partition once and answers all queries sent there; the k nearest of each
 * query are merged on the executors. Answers are those that a single lookup gives. Nothing but the
 * codebooks passes through the driver.
 *
 * <pre>{@code
 * BatchSearchAction search = new BatchSearchAction(spark, lake, Progress.SILENT);
 * SearchOptions options = SearchOptions.of(index, 10).withFilter("price < 20");
 * search.run(search.queries("questions.txt", options), options).show();
 * }</pre>
 */
public final class BatchSearchAction {

  /** The column of a query's words, in queries and answers. */
  public static final String QUERY_TEXT = "query_text";

  private static final Set<String> OWN_COLUMNS =
      Set.of("query_id", QUERY_TEXT, "rank", "entity_id", "distance", "complete");

  private static final String TABLE = "table:";

  private static final Encoder<Tuple2<String, String>> TEXTS =
      Encoders.tuple(Encoders.STRING(), Encoders.STRING());

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public BatchSearchAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Answers queries given as vectors. A filtered query gets fewer than k answers only if no more
   * entries match: whoever comes back short is asked again over more cells.
   *
   * <p>Within a radius, the cells that can hold something so near are all asked, by full vectors,
   * so that nothing is missed; of more than k entries the nearest are answered.
   *
   * @param queries {@code query_id string}, unique, {@code vector array<float>} and, if wanted,
   *     {@code query_text}
   * @return {@code query_id, rank int (from 1), entity_id, distance float}, then the index's filter
   *     columns, see {@link #column}; behind {@code query_id} stands {@code query_text} if the
   *     queries have it, and behind {@code distance}, within a radius, {@code complete boolean}:
   *     whether that is all there is; computed already and kept on the executors until it is let go
   *     of
   * @throws IllegalArgumentException if a query's vector has another dimension or is not finite
   */
  public Dataset<Row> run(Dataset<Row> queries, SearchOptions options) {
    IndexTable index = lake.index(options.index());
    Generation generation = index.requireActive();
    Map<String, AttributeType> filterColumns = index.filterColumns(generation.number());
    List<String> attributes = new ArrayList<>(filterColumns.keySet());
    Filter filter =
        options.filter() == null || options.filter().isBlank()
            ? null
            : Filter.parse(options.filter(), filterColumns);
    Codebooks codebooks = index.codebooks(generation.number());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    PartitionReader reader = PartitionReader.of(index, generation.number(), Set.copyOf(attributes));
    int rerankFactor =
        options.rerankFactor() < 0 ? generation.rerankFactor() : options.rerankFactor();
    SearchPartitions.Task probing =
        new SearchPartitions.Task(reader, attributes, filter, options.k(), rerankFactor);
    Dataset<Row> asked =
        queries.select(
            col("query_id").cast("string").as("query_id"),
            col("vector").cast("array<float>").as("vector"));
    check(asked, codebooks.trained());
    ProbeRounds rounds =
        new ProbeRounds(
            generation,
            context.broadcast(codebooks.trained()),
            context.broadcast(codebooks.partitionOfCell()),
            context.broadcast(probing),
            Spread.of(generation.partitions(), asked.count()),
            hitSchema(index, attributes),
            idAndVector());

    progress.begin("searching", -1);
    int nprobe = options.nprobe() == 0 ? generation.nprobe() : options.nprobe();
    Dataset<Row> found = found(rounds, asked, nprobe, options);
    progress.end("searched");
    List<String> names = new ArrayList<>(List.of("query_id", "rank", "entity_id", "distance"));
    if (Set.of(queries.columns()).contains(QUERY_TEXT)) {
      Dataset<Row> texts =
          queries.select(col("query_id").cast("string").as("query_id"), col(QUERY_TEXT));
      found = found.join(texts, "query_id");
      names.add(1, QUERY_TEXT);
    }
    if (options.ranged()) {
      names.add("complete");
    }
    List<Column> columns = new ArrayList<>();
    names.forEach(name -> columns.add(col(name)));
    for (int i = 0; i < attributes.size(); i++) {
      columns.add(col(attribute(i)).as(column(attributes.get(i))));
    }
    // All of a query's answers are in one partition, wherever the joins have put them.
    return found.select(columns.toArray(Column[]::new)).sortWithinPartitions("query_id", "rank");
  }

  /**
   * The column of an answer that holds a filter column's values: its own name, or {@code user_} and
   * it where the answer needs that name itself, such as {@code user_rank}.
   */
  public static String column(String filterColumn) {
    return OWN_COLUMNS.contains(filterColumn) ? "user_" + filterColumn : filterColumn;
  }

  /** The i-th filter column on its way: under a name that no other column can have. */
  private static String attribute(int i) {
    return "attribute_" + i;
  }

  private static Dataset<Row> found(
      ProbeRounds rounds, Dataset<Row> asked, int nprobe, SearchOptions options) {
    if (options.ranged()) {
      return Kept.of(rounds.within(asked, options.radius()));
    }
    return options.exact() ? rounds.exact(asked) : rounds.answer(asked, nprobe);
  }

  /**
   * Looks at all queries before any is answered: a mistake costs one message and no stack trace.
   */
  private static void check(Dataset<Row> asked, TrainedIndex trained) {
    Column vector = col("vector");
    Column odd =
        vector
            .isNull()
            .or(size(vector).notEqual(trained.dimension()))
            .or(exists(vector, BatchSearchAction::notFinite));
    Column zero =
        trained.metric() == Metric.COSINE
            ? forall(vector, value -> value.equalTo(lit(0f)))
            : lit(false);
    List<Row> wrong =
        asked
            .groupBy("query_id")
            .agg(
                count(lit(1)).as("times"),
                max(coalesce(odd, lit(true))).as("odd"),
                max(coalesce(zero, lit(false))).as("zero"))
            .where(col("query_id").isNull().or(col("times").gt(1)).or(col("odd")).or(col("zero")))
            .limit(1)
            .collectAsList();
    if (!wrong.isEmpty()) {
      Row query = wrong.get(0);
      String rule =
          query.isNullAt(0)
              ? "query_id must not be null"
              : query.getLong(1) > 1
                  ? "its id is given twice; ids must differ"
                  : query.getBoolean(2)
                      ? "its vector must have %d finite values".formatted(trained.dimension())
                      : "its vector is zero and has no direction, which cosine compares";
      throw new IllegalArgumentException(
          "Cannot search for query '%s': %s".formatted(query.getString(0), rule));
    }
  }

  private static Column notFinite(Column value) {
    return value.isNull().or(value.isNaN()).or(abs(value).equalTo(lit(Float.POSITIVE_INFINITY)));
  }

  private StructType hitSchema(IndexTable index, List<String> attributes) {
    String table = lake.sql(index.ref().dataset(), index.tableName());
    spark.catalog().refreshTable(table);
    StructType stored = spark.table(table).schema();
    StructType hit =
        new StructType()
            .add("query_id", DataTypes.StringType)
            .add("entity_id", DataTypes.StringType)
            .add("distance", DataTypes.FloatType, false)
            .add("passed", DataTypes.LongType, false);
    for (int i = 0; i < attributes.size(); i++) {
      StructField field = stored.apply(IndexTable.column(attributes.get(i)));
      hit = hit.add(attribute(i), field.dataType());
    }
    return hit;
  }

  /**
   * Reads a file of queries, on any Hadoop file system. Texts are embedded with the index's own
   * model on the executors; a JSON file passes through the driver, a Parquet file does not.
   *
   * @param file {@code .txt} with one text a line; {@code .jsonl} with {@code text} or {@code
   *     vector} and, if wanted, {@code id} or {@code query_id} (else a query's id is its line
   *     number); a Parquet file or folder, or {@code table:} and the name of a table, with {@code
   *     query_id} or {@code id}, and {@code vector} or {@code text}
   * @return {@code query_id string, vector array<float>} and of texts {@code query_text}, for
   *     {@link #run}
   * @throws IllegalArgumentException if there is no such file, or it does not hold that
   */
  public Dataset<Row> queries(String file, SearchOptions options) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    if (file.startsWith(TABLE)) {
      return rows(file, spark.table(file.substring(TABLE.length())), options);
    }
    if (QueryFile.isParquet(file, hadoop)) {
      return rows(file, spark.read().parquet(file), options);
    }
    List<QueryFile.Query> queries = QueryFile.read(file, hadoop);
    if (queries.get(0).text() != null) {
      return embed(
          spark.createDataset(
              queries.stream().map(query -> new Tuple2<>(query.id(), query.text())).toList(),
              TEXTS),
          options);
    }
    return spark
        .createDataset(
            queries.stream().map(query -> new Tuple2<>(query.id(), query.vector())).toList(),
            idAndVector())
        .toDF("query_id", "vector");
  }

  private Dataset<Row> embed(Dataset<Tuple2<String, String>> texts, SearchOptions options) {
    Generation generation = lake.index(options.index()).requireActive();
    FeatureSet features =
        lake.requireFeatureSet(options.index().dataset(), generation.featureSet());
    if (features.modelLocation() == null) {
      throw new NearfieldException(
          "Cannot search index '%s' by text: its vectors were imported and no model is known for them; search by vector"
              .formatted(options.index()));
    }
    ShippedModel model =
        ShippedModel.of(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), features.modelLocation());
    if (!model.identity().equals(generation.model())) {
      throw new IncompatibleException(
          "Cannot search index '%s' with the model at '%s': it is not the model of the index, %s; build the index again"
              .formatted(
                  options.index(), features.modelLocation(), generation.model().shortForm()));
    }
    Dataset<Tuple2<String, String>> spread =
        texts.repartition(Math.max(1, spark.sparkContext().defaultParallelism()));
    // Embedded once, however often the answer looks at the vectors.
    Dataset<Row> embedded =
        Kept.of(EmbedQueries.embed(spread, model, idAndVector()).toDF("query_id", "vector"));
    return embedded.join(texts.toDF("query_id", QUERY_TEXT), "query_id");
  }

  private Encoder<Tuple2<String, float[]>> idAndVector() {
    Encoder<float[]> floats = spark.implicits().newFloatArrayEncoder();
    return Encoders.tuple(Encoders.STRING(), floats);
  }

  private Dataset<Row> rows(String source, Dataset<Row> queries, SearchOptions options) {
    Set<String> columns = Set.of(queries.columns());
    String id = columns.contains("query_id") ? "query_id" : "id";
    if (!columns.contains(id) || !(columns.contains("vector") || columns.contains("text"))) {
      throw new IllegalArgumentException(
          "Cannot read queries from '%s': it needs the columns query_id (or id), and vector or text, it has %s"
              .formatted(source, String.join(", ", queries.columns())));
    }
    if (columns.contains("vector")) {
      return queries.select(col(id).as("query_id"), col("vector"));
    }
    Dataset<Tuple2<String, String>> texts =
        queries.select(col(id).cast("string"), col("text").cast("string")).as(TEXTS);
    long empty = texts.where(col("text").isNull().or(trim(col("text")).equalTo(""))).count();
    if (empty > 0) {
      throw new IllegalArgumentException(
          "Cannot search for the queries of '%s': %d of them have no text"
              .formatted(source, empty));
    }
    return embed(texts, options);
  }
}
