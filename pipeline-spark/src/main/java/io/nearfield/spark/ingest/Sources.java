package io.nearfield.spark.ingest;

import io.nearfield.spark.ingest.Candidates.Origin;
import io.nearfield.spark.ingest.ParquetFiles.ParquetTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;

/** All readers of one run: first they are asked for columns, then for candidates. */
final class Sources {

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final IngestOptions options;
  private final FileStage stage;
  private final List<SourceFile> files;
  private final List<String> skipped;
  private final List<String> notes = new ArrayList<>();
  private final JsonFiles json;
  private final CsvFiles csv;
  private final ParquetFiles parquet;
  private final Map<Integer, TablePlan> plans = new HashMap<>();
  private final Map<ParquetTable, TablePlan> parquetPlans = new LinkedHashMap<>();
  private final Map<SourceFile, Refusal> unreadable = new LinkedHashMap<>();
  private final PictureFiles pictureFiles;
  private BoxFiles boxes;
  private List<LineSplit> jsonSplits = List.of();
  private final List<TableSource> sources = new ArrayList<>();
  private final Map<TableSource, TablePlan> tablePlans = new LinkedHashMap<>();
  private final ChunkRows chunks;
  private DocumentColumns documentColumns;
  private String width;
  private String height;

  Sources(SparkSession spark, IngestOptions options, SourceFiles found) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.options = options;
    this.stage = new FileStage(spark);
    this.skipped = new ArrayList<>(found.skipped());
    Configuration hadoop = spark.sessionState().newHadoopConf();
    this.pictureFiles =
        new PictureFiles(
            found.files().stream()
                .map(f -> f.kind() == Kind.JSON ? f.as(JsonDocument.kindOf(f, hadoop)) : f)
                .toList(),
            hadoop);
    this.files = new ArrayList<>(pictureFiles.files());
    skipped.addAll(pictureFiles.skipped());
    for (String source : options.sources()) {
      sources.add(TableSource.open(spark, source, found.files().size() + sources.size(), options));
    }
    this.chunks = ChunkRows.of(context, options.chunking());
    this.json = new JsonFiles(stage, options);
    this.csv = new CsvFiles(stage, options);
    this.parquet = new ParquetFiles(spark, stage, options);
  }

  /** Looks at all tables and registers their columns. */
  void plan(ItemColumns columns) {
    List<SourceFile> jsonFiles = of(Kind.JSON_LINES, Kind.JSON, Kind.JSON_OBJECT);
    List<LineSplit> splits =
        new ArrayList<>(LineSplit.of(stage, of(Kind.JSON_LINES), LineSplit.BYTES));
    for (SourceFile file : of(Kind.JSON, Kind.JSON_OBJECT)) {
      splits.add(new LineSplit(file, 0, file.length(), 1));
    }
    Map<Integer, Shape> shapes = new TreeMap<>(json.shapes(splits));
    for (SourceFile file : jsonFiles) {
      Shape shape = shapes.get(file.number());
      if (file.kind() == Kind.JSON_OBJECT
          && shape != null
          && TablePlan.textColumn(shape.columns().keySet(), options) == null) {
        files.remove(file);
        skipped.add(file.place());
        notes.add(file.place() + " is one JSON object without a text and is no item");
      } else if (shape != null) {
        plans.put(file.number(), columns.add(file.place(), shape, options));
      }
    }
    jsonSplits = splits.stream().filter(split -> files.contains(split.file())).toList();
    Map<Integer, Shape> tables = csv.shapes(of(Kind.CSV));
    for (SourceFile file : of(Kind.CSV)) {
      Shape shape = tables.get(file.number());
      if (shape == null) {
        notes.add(file.place() + " is empty");
      } else {
        plans.put(file.number(), columns.add(file.place(), shape, options));
      }
    }
    for (ParquetTable table : parquet.tables(of(Kind.PARQUET), unreadable)) {
      parquetPlans.put(table, columns.add(table.place(), table.shape(), options));
    }
    for (TableSource table : sources) {
      tablePlans.put(table, columns.add(table.place().uri(), table.shape(), options));
    }
    if (!of(Kind.DOCUMENT).isEmpty()) {
      documentColumns = DocumentColumns.in(columns);
    }
    boxes = pictureFiles.boxes(spark, stage);
    notes.addAll(boxes.notes());
    skipped.addAll(boxes.skipped());
    if (!of(Kind.IMAGE).isEmpty()) {
      width = columns.add("width", DataTypes.IntegerType);
      height = columns.add("height", DataTypes.IntegerType);
    }
    boolean nothing = files.stream().allMatch(file -> file.kind().holdsBoxes());
    if (nothing && sources.isEmpty() && !(options.sync() && files.isEmpty())) {
      throw new IllegalArgumentException(
          "Cannot ingest "
              + String.join(" ", options.paths())
              + ": there is no item in it, only "
              + (files.isEmpty() ? skipped : files.stream().map(SourceFile::place).toList()));
    }
  }

  /**
   * One row for each item found.
   *
   * @param attributes the attribute columns of the table
   * @param counter counts rows as they are read
   */
  Dataset<Row> candidates(StructType attributes, LongAccumulator counter) {
    AttributeRow row = new AttributeRow(attributes);
    Map<Integer, TablePlan> inTable = new HashMap<>();
    plans.forEach((file, plan) -> inTable.put(file, ItemColumns.within(plan, attributes)));
    Broadcast<Map<Integer, TablePlan>> shared = context.broadcast(inTable);
    List<JavaRDD<Row>> readers = new ArrayList<>();
    readers.add(
        cut(
            stage.over(
                of(Kind.TEXT), SourceFile::length, new ReadTexts(row, options.maxTextLength()))));
    readers.add(documents(row));
    List<JavaRDD<Row>> rows = new ArrayList<>();
    rows.add(json.items(jsonSplits, row, shared));
    rows.add(csv.items(of(Kind.CSV), row, shared));
    parquetPlans.forEach(
        (table, plan) -> rows.add(parquet.items(table, ItemColumns.within(plan, attributes), row)));
    tablePlans.forEach(
        (table, plan) ->
            rows.add(
                table.items(ItemColumns.within(plan, attributes), row, options.maxTextLength())));
    rows.forEach(read -> readers.add(options.chunking().rows() ? cut(read) : read));
    readers.add(
        context.parallelize(
            unreadable.entrySet().stream()
                .map(e -> Candidates.refused(new Origin(e.getKey(), 0), null, e.getValue()))
                .toList(),
            1));
    readers.add(boxes.refusals());
    StructType schema = Candidates.schema(attributes);
    Dataset<Row> items =
        spark.createDataFrame(
            FileStage.counted(context.union(readers.toArray(JavaRDD[]::new)), counter), schema);
    List<SourceFile> pictures = of(Kind.IMAGE);
    return pictures.isEmpty() ? items : items.unionByName(pictures(pictures, row, schema, counter));
  }

  private JavaRDD<Row> documents(AttributeRow row) {
    List<SourceFile> documents = of(Kind.DOCUMENT);
    return documents.isEmpty()
        ? context.emptyRDD()
        : stage.over(
            documents,
            SourceFile::length,
            new ReadDocuments(
                row,
                documentColumns,
                chunks,
                options.chunking().limits(),
                options.maxTextLength()));
  }

  private JavaRDD<Row> cut(JavaRDD<Row> texts) {
    ChunkRows cutter = chunks;
    return cutter == null ? texts : texts.flatMap(cutter::split);
  }

  private Dataset<Row> pictures(
      List<SourceFile> pictures, AttributeRow row, StructType schema, LongAccumulator counter) {
    JavaRDD<Row> read =
        stage.over(
            pictures, SourceFile::length, new ReadPictures(row, width, height, options.pictures()));
    return boxes.place(
        spark.createDataFrame(FileStage.counted(read, counter), ReadPictures.schema(schema)),
        schema);
  }

  private List<SourceFile> of(Kind... kinds) {
    List<Kind> wanted = List.of(kinds);
    return files.stream().filter(file -> wanted.contains(file.kind())).toList();
  }

  /** The places that the sources cover. */
  List<Scope> scopes() {
    return sources.stream().<Scope>map(table -> new Scope.One(table.place().uri())).toList();
  }

  List<String> skipped() {
    return skipped;
  }

  List<String> notes() {
    return notes;
  }
}
