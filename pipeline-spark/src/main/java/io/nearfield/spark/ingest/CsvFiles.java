package io.nearfield.spark.ingest;

import io.nearfield.spark.ingest.Candidates.Origin;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** CSV files in two passes: first the types of their columns, then their items. */
final class CsvFiles {

  private final FileStage stage;
  private final IngestOptions options;

  CsvFiles(FileStage stage, IngestOptions options) {
    this.stage = stage;
    this.options = options;
  }

  /** The columns of each file, by file number. */
  Map<Integer, Shape> shapes(List<SourceFile> files) {
    FileStage.Reader<SourceFile, Tuple2<Integer, Shape>> reader = CsvFiles::shape;
    return stage
        .over(files, SourceFile::length, reader)
        .mapToPair(numbered -> numbered)
        .collectAsMap();
  }

  JavaRDD<Row> items(
      List<SourceFile> files, AttributeRow attributes, Broadcast<Map<Integer, TablePlan>> plans) {
    return stage.over(files, SourceFile::length, new ItemReader(options, attributes, plans));
  }

  private static Iterator<Tuple2<Integer, Shape>> shape(SourceFile file, Configuration hadoop)
      throws IOException {
    CsvRecords records = CsvRecords.open(file, hadoop);
    if (records.columns().isEmpty()) {
      return Collections.emptyIterator();
    }
    Shape shape = new Shape();
    records
        .columns()
        .forEach(column -> shape.add(column, org.apache.spark.sql.types.DataTypes.NullType));
    while (records.hasNext()) {
      String[] cells = records.next().cells();
      for (int i = 0; cells != null && i < cells.length; i++) {
        shape.add(records.columns().get(i), CsvTypes.typeOf(cells[i]));
      }
    }
    return Collections.singleton(new Tuple2<>(file.number(), shape)).iterator();
  }

  private record ItemReader(
      IngestOptions options, AttributeRow attributes, Broadcast<Map<Integer, TablePlan>> plans)
      implements FileStage.Reader<SourceFile, Row> {
    @Override
    public Iterator<Row> read(SourceFile file, Configuration hadoop) throws IOException {
      TablePlan plan = plans.value().get(file.number());
      CsvRecords records = CsvRecords.open(file, hadoop);
      if (plan == null) {
        return Collections.emptyIterator();
      }
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return records.hasNext();
        }

        @Override
        public Row next() {
          return item(new Origin(file, 0), records, records.next(), plan);
        }
      };
    }

    private Row item(Origin whole, CsvRecords records, CsvRecords.Numbered record, TablePlan plan) {
      Origin origin = new Origin(whole.file(), record.line());
      if (record.refusal() != null) {
        return Candidates.refused(origin, null, record.refusal());
      }
      Map<String, String> cells = new TreeMap<>();
      for (int i = 0; i < record.cells().length; i++) {
        cells.put(records.columns().get(i), record.cells()[i]);
      }
      String id =
          plan.idColumn() == null
              ? Texts.idOf(JsonRecord.canonical(JsonRecord.MAPPER.valueToTree(cells)))
              : cells.get(plan.idColumn());
      AttributeRow.Builder row = attributes.builder();
      plan.attributes()
          .forEach(
              (column, itemColumn) ->
                  row.set(itemColumn, CsvTypes.value(cells.get(column), row.type(itemColumn))));
      return Candidates.text(
          origin,
          id,
          "text/plain",
          cells.get(plan.textColumn()),
          row.row(),
          options.maxTextLength());
    }
  }
}
