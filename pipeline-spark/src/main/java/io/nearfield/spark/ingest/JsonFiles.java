package io.nearfield.spark.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.spark.ingest.Candidates.Origin;
import io.nearfield.spark.ingest.JsonRecords.Numbered;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import scala.Tuple2;

/** JSON files in two passes: first what columns they have, then their items. */
final class JsonFiles {

  private final FileStage stage;
  private final IngestOptions options;

  JsonFiles(FileStage stage, IngestOptions options) {
    this.stage = stage;
    this.options = options;
  }

  /** The columns of each file, by file number. Files without a single object have no entry. */
  Map<Integer, Shape> shapes(List<LineSplit> splits) {
    FileStage.Reader<LineSplit, Tuple2<Integer, Shape>> reader = new ShapeReader(options);
    return stage
        .over(splits, LineSplit::length, reader)
        .mapToPair(numbered -> numbered)
        .reduceByKey(Shape::add)
        .collectAsMap();
  }

  JavaRDD<Row> items(
      List<LineSplit> splits, AttributeRow attributes, Broadcast<Map<Integer, TablePlan>> plans) {
    return stage.over(splits, LineSplit::length, new ItemReader(options, attributes, plans));
  }

  private static List<String> lifted(IngestOptions options) {
    return Stream.of(options.idColumn(), options.textColumn()).filter(Objects::nonNull).toList();
  }

  private record ShapeReader(IngestOptions options)
      implements FileStage.Reader<LineSplit, Tuple2<Integer, Shape>> {
    @Override
    public Iterator<Tuple2<Integer, Shape>> read(LineSplit split, Configuration hadoop) {
      List<String> lifted = lifted(options);
      Shape shape = new Shape();
      boolean found = false;
      Iterator<Numbered> records = JsonRecords.of(split, options.maxTextLength(), hadoop);
      while (records.hasNext()) {
        ObjectNode object = records.next().parsed().object();
        if (object != null) {
          found = true;
          JsonRecord.lift(object, lifted);
          for (Map.Entry<String, JsonNode> field : object.properties()) {
            shape.add(field.getKey(), JsonTypes.typeOf(field.getValue()));
          }
        }
      }
      return found
          ? Collections.singleton(new Tuple2<>(split.file().number(), shape)).iterator()
          : Collections.emptyIterator();
    }
  }

  private record ItemReader(
      IngestOptions options, AttributeRow attributes, Broadcast<Map<Integer, TablePlan>> plans)
      implements FileStage.Reader<LineSplit, Row>, Serializable {
    @Override
    public Iterator<Row> read(LineSplit split, Configuration hadoop) {
      List<String> lifted = lifted(options);
      TablePlan plan = plans.value().get(split.file().number());
      Iterator<Numbered> records = JsonRecords.of(split, options.maxTextLength(), hadoop);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return records.hasNext();
        }

        @Override
        public Row next() {
          return item(records.next());
        }

        private Row item(Numbered record) {
          Origin origin = new Origin(split.file(), record.line());
          ObjectNode object = record.parsed().object();
          if (object == null) {
            return Candidates.refused(origin, null, record.parsed().refusal());
          }
          JsonRecord.lift(object, lifted);
          String id =
              plan.idColumn() == null
                  ? Texts.idOf(JsonRecord.canonical(object))
                  : JsonTypes.text(object.get(plan.idColumn()));
          String text = JsonTypes.text(object.get(plan.textColumn()));
          return Candidates.text(
              origin, id, "text/plain", text, attributes(object), options.maxTextLength());
        }

        private Row attributes(ObjectNode object) {
          AttributeRow.Builder row = attributes.builder();
          plan.attributes()
              .forEach(
                  (column, itemColumn) -> {
                    DataType type = row.type(itemColumn);
                    row.set(itemColumn, JsonTypes.value(object.get(column), type));
                  });
          return row.row();
        }
      };
    }
  }
}
