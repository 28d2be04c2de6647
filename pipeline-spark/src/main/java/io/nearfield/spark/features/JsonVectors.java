package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.VectorRules.Refused;
import io.nearfield.connect.feature.VectorLine;
import io.nearfield.spark.features.VectorRows.Place;
import io.nearfield.spark.ingest.TextLines;
import io.nearfield.spark.ingest.TextLines.Line;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Vectors in lines of JSON, see {@link VectorLine}. A blank line is none. */
record JsonVectors(SparkSession spark, List<FileStatus> files, FeatureSet set) {

  /** Room for some thousand features of an item and its annotations. */
  private static final int MAX_LINE_BYTES = 16 << 20;

  Dataset<Row> rows() {
    FeatureSet into = set;
    return spark.createDataFrame(
        TextLines.of(spark, files, MAX_LINE_BYTES).flatMap(line -> judged(into, line)),
        VectorRows.SCHEMA);
  }

  private static Iterator<Row> judged(FeatureSet set, Line line) {
    String source = line.name() + ":" + line.number();
    if (line.text() == null) {
      return List.of(
              VectorRows.refused(
                  new Place(line.file(), line.number(), 0, source),
                  null,
                  new Refused(line.reason(), line.message())))
          .iterator();
    }
    List<Row> rows = new ArrayList<>();
    for (VectorLine one : VectorLine.parse(line.text(), set.name())) {
      Place place = new Place(line.file(), line.number(), rows.size(), source);
      rows.add(
          one.refused() == null
              ? VectorRows.of(set, place, one.entityId(), one.itemId(), one.vector())
              : VectorRows.refused(place, one.entityId(), one.refused()));
    }
    return rows.iterator();
  }
}
