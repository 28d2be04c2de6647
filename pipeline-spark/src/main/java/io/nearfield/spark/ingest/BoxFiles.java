package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.struct;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Labelled boxes of pictures in the manner of COCO: {@code images} give each picture an id and a
 * {@code file_name}, {@code categories} give each label an id, {@code annotations} give boxes as
 * {@code [x, y, width, height]}.
 *
 * <p>Which picture a {@code file_name} means: the one at that path below the given folder or below
 * the folder of the boxes file, else the only one whose path ends in it.
 */
final class BoxFiles {

  private static final StructType BOX =
      new StructType()
          .add("file_name", DataTypes.StringType)
          .add("file", DataTypes.IntegerType)
          .add("number", DataTypes.IntegerType)
          .add("box", Candidates.ANNOTATION);

  private final FileStage stage;
  private final SparkSession spark;

  BoxFiles(FileStage stage, SparkSession spark) {
    this.stage = stage;
    this.spark = spark;
  }

  /** Columns {@code uri} of the picture and {@code annotations}; one row for each with boxes. */
  Dataset<Row> annotations(List<SourceFile> boxFiles, List<SourceFile> pictures) {
    return boxes(boxFiles, pictures)
        .filter(col("file_name").isNotNull())
        .groupBy(col("file_name").as("uri"))
        .agg(collect_list(struct(col("file"), col("number"), col("box"))).as("boxes"))
        .select(
            col("uri"),
            // By their order in the files; a struct with a map in it has no order of its own.
            expr("transform(array_sort(boxes, (a, b) -> case when a.file != b.file"
                    + " then a.file - b.file else a.number - b.number end), b -> b.box)")
                .as("annotations"));
  }

  /** How many boxes of a file are empty or belong to a picture that is not among the files. */
  Map<Integer, Long> leftOut(List<SourceFile> boxFiles, List<SourceFile> pictures) {
    Map<Integer, Long> counts = new HashMap<>();
    boxes(boxFiles, pictures)
        .filter(col("file_name").isNull())
        .groupBy("file")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getInt(0), row.getLong(1)));
    return counts;
  }

  /** One row for each box; {@code file_name} is null for one that is left out. */
  private Dataset<Row> boxes(List<SourceFile> boxFiles, List<SourceFile> pictures) {
    return spark.createDataFrame(
        stage.over(boxFiles, SourceFile::length, new BoxReader(new PictureNames(pictures))), BOX);
  }

  /** Finds the picture that a name in a boxes file means. */
  private static final class PictureNames implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    private final Set<String> uris = new HashSet<>();

    /** Base name to paths. */
    private final Map<String, List<String>> byName = new HashMap<>();

    PictureNames(List<SourceFile> pictures) {
      for (SourceFile picture : pictures) {
        uris.add(picture.uri());
        byName
            .computeIfAbsent(baseName(picture.uri()), name -> new ArrayList<>())
            .add(picture.uri());
      }
    }

    String uriOf(String fileName, SourceFile boxes) {
      String folder = boxes.uri().substring(0, boxes.uri().lastIndexOf('/'));
      for (String start : List.of(boxes.root(), folder)) {
        if (uris.contains(start + "/" + fileName)) {
          return start + "/" + fileName;
        }
      }
      List<String> ending =
          byName.getOrDefault(baseName(fileName), List.of()).stream()
              .filter(uri -> uri.startsWith(boxes.root()) && uri.endsWith("/" + fileName))
              .toList();
      return ending.size() == 1 ? ending.get(0) : null;
    }

    private static String baseName(String path) {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  private record BoxReader(PictureNames names) implements FileStage.Reader<SourceFile, Row> {
    @Override
    public Iterator<Row> read(SourceFile file, Configuration hadoop) throws IOException {
      Map<String, String> uris = new HashMap<>();
      Map<String, String> labels = new HashMap<>();
      each(file, hadoop, "images", image -> uris.put(image.path("id").asText(), uri(image, file)));
      each(
          file,
          hadoop,
          "categories",
          category -> labels.put(category.path("id").asText(), category.path("name").asText(null)));
      List<Row> rows = new ArrayList<>();
      each(
          file,
          hadoop,
          "annotations",
          annotation -> {
            JsonNode box = annotation.path("bbox");
            String uri = uris.get(annotation.path("image_id").asText());
            boolean isBox =
                uri != null
                    && box.size() == 4
                    && box.get(2).doubleValue() > 0
                    && box.get(3).doubleValue() > 0;
            rows.add(
                isBox
                    ? RowFactory.create(
                        uri,
                        file.number(),
                        rows.size(),
                        RowFactory.create(
                            labels.get(annotation.path("category_id").asText()),
                            box.get(0).doubleValue(),
                            box.get(1).doubleValue(),
                            box.get(2).doubleValue(),
                            box.get(3).doubleValue(),
                            annotation.path("id").asText(Integer.toString(rows.size())),
                            null,
                            CollectionConverters.asScala(Map.<String, String>of())))
                    : RowFactory.create(null, file.number(), rows.size(), null));
          });
      return rows.iterator();
    }

    private String uri(JsonNode image, SourceFile boxes) {
      return names.uriOf(image.path("file_name").asText(), boxes);
    }

    /** Streams over the elements of one top-level array; the keys come in any order. */
    private static void each(
        SourceFile file,
        Configuration hadoop,
        String key,
        java.util.function.Consumer<JsonNode> action)
        throws IOException {
      try (JsonParser parser = JsonRecord.parser(FileBytes.open(file, hadoop))) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean wanted = parser.currentName().equals(key);
          JsonToken value = parser.nextToken();
          if (!wanted || value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            continue;
          }
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            action.accept(JsonRecord.MAPPER.readTree(parser));
          }
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }
}
