package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.nearfield.spark.ingest.Candidates.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** The labelled boxes of pictures that lie in files beside them: COCO, Pascal VOC, YOLO. */
final class BoxFiles {

  static final String MALFORMED = "malformed-annotations";

  /** More are not boxes that somebody drew, and all of a picture's are held at once. */
  static final int MOST_PER_PICTURE = 10_000;

  private final SparkSession spark;
  private final List<SourceFile> files;
  private final Map<SourceFile, Refusal> broken;
  private final List<String> skipped = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Dataset<Row> found;
  private final List<Row> crowded; // uri, file, boxes

  /**
   * @param read what {@link BoxReader} made of the files; it is kept, since it is needed twice
   * @param broken files of class names that cannot be read
   */
  BoxFiles(
      SparkSession spark,
      JavaRDD<Row> read,
      List<SourceFile> files,
      Map<SourceFile, Refusal> broken) {
    this.spark = spark;
    this.files = files;
    this.broken = broken;
    this.found = spark.createDataFrame(read.persist(StorageLevel.MEMORY_AND_DISK()), BoxRow.SCHEMA);
    this.crowded =
        files.isEmpty()
            ? List.of()
            : found
                .filter(col("what").equalTo(BoxRow.BOX))
                .groupBy("uri")
                .agg(min("file"), count(lit(1)).as("boxes"))
                .filter(col("boxes").gt(MOST_PER_PICTURE))
                .collectAsList();
    if (!files.isEmpty()) {
      tell();
    }
  }

  /** What is said of them in the report. */
  List<String> notes() {
    return notes;
  }

  /** Places of XML files that hold no boxes. */
  List<String> skipped() {
    return skipped;
  }

  /**
   * Candidates of pictures with their boxes.
   *
   * @param pictures as {@link ReadPictures} makes them
   * @param candidates the columns of a candidate
   */
  Dataset<Row> place(Dataset<Row> pictures, StructType candidates) {
    if (files.isEmpty()) {
      return pictures.drop(ReadPictures.WIDTH, ReadPictures.HEIGHT, ReadPictures.ORIENTATION);
    }
    Column[] all = Arrays.stream(found.columns()).map(name -> col(name)).toArray(Column[]::new);
    Dataset<Row> byPicture =
        found
            .filter(col("what").equalTo(BoxRow.BOX))
            .filter(not(col("uri").isin(crowded.stream().map(row -> row.get(0)).toArray())))
            .groupBy(col("uri").as("box_uri"))
            .agg(collect_list(struct(all)).as("boxes"));
    return spark.createDataFrame(
        pictures
            .join(byPicture, col("uri").equalTo(col("box_uri")), "left")
            .javaRDD()
            .flatMap(new PlaceBoxes(candidates, byNumber())),
        candidates);
  }

  /** Candidates that are refusals: files, boxes that are none in any picture, and too many. */
  JavaRDD<Row> refusals() {
    Map<Integer, SourceFile> byNumber = byNumber();
    JavaRDD<Row> refused =
        found
            .filter(col("what").equalTo(BoxRow.REFUSED))
            .javaRDD()
            .map(row -> BoxRow.refusal(row, byNumber.get(row.<Integer>getAs("file"))));
    if (broken.isEmpty() && crowded.isEmpty()) {
      return refused;
    }
    List<Row> names = new ArrayList<>();
    broken.forEach(
        (file, refusal) -> names.add(Candidates.refused(new Origin(file, 0), null, refusal)));
    for (Row row : crowded) {
      Refusal refusal =
          new Refusal(
              "too-many-boxes",
              "Cannot take the boxes of '%s': there are %,d, at most %,d are allowed"
                  .formatted(Places.shown(row.getString(0)), row.getLong(2), MOST_PER_PICTURE));
      names.add(Candidates.refused(new Origin(byNumber.get(row.getInt(1)), 0), null, refusal));
    }
    return refused.union(
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(names, 1));
  }

  private HashMap<Integer, SourceFile> byNumber() {
    HashMap<Integer, SourceFile> byNumber = new HashMap<>();
    files.forEach(file -> byNumber.put(file.number(), file));
    return byNumber;
  }

  private void tell() {
    Map<Integer, Long> leftOut = counts(BoxRow.LEFT_OUT);
    Map<Integer, Long> foreign = counts(BoxRow.FOREIGN);
    Map<Kind, Long> read = new HashMap<>();
    long other = 0;
    for (SourceFile file : files) {
      long out = leftOut.getOrDefault(file.number(), 0L);
      if (foreign.containsKey(file.number())) {
        skipped.add(file.place());
      } else if (file.kind() == Kind.BOXES) {
        notes.add(file.place() + " is read as boxes of pictures" + leftOut(out));
      } else {
        read.merge(file.kind(), 1L, Long::sum);
        other += out;
      }
    }
    long left = other;
    read.forEach(
        (kind, count) ->
            notes.add(
                count
                    + (count == 1 ? " file of " : " files of ")
                    + (kind == Kind.VOC ? "Pascal VOC" : "YOLO labels")
                    + " read as boxes of pictures"
                    + (read.size() == 1 ? leftOut(left) : "")));
  }

  private static String leftOut(long boxes) {
    return boxes == 0
        ? ""
        : "; " + boxes + " are left out, being of pictures that are not among the files";
  }

  private Map<Integer, Long> counts(String what) {
    Map<Integer, Long> counts = new HashMap<>();
    found
        .filter(col("what").equalTo(what))
        .groupBy("file")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getInt(0), row.getLong(1)));
    return counts;
  }
}
