package io.nearfield.spark.ingest;

import io.nearfield.connect.annotation.DrawnBox;
import io.nearfield.connect.annotation.FoundBox;
import io.nearfield.spark.ingest.Candidates.Origin;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** What readers of boxes make: a row for each box, taken or not. */
final class BoxRow {

  static final String BAD_BOX = "bad-box";

  /** Values of the column {@code what}. */
  static final String BOX = "box";

  static final String REFUSED = "refused";

  /** Its picture is not among the files. */
  static final String LEFT_OUT = "left out";

  /** The file is something else. */
  static final String FOREIGN = "foreign";

  static final StructType SCHEMA =
      new StructType()
          .add("what", DataTypes.StringType)
          .add("file", DataTypes.IntegerType)
          .add("number", DataTypes.IntegerType)
          .add("place", DataTypes.StringType)
          .add("uri", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("id", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("x", DataTypes.DoubleType)
          .add("y", DataTypes.DoubleType)
          .add("width", DataTypes.DoubleType)
          .add("height", DataTypes.DoubleType)
          .add("picture_width", DataTypes.DoubleType)
          .add("picture_height", DataTypes.DoubleType)
          .add("confidence", DataTypes.DoubleType)
          .add("attributes", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

  private BoxRow() {}

  static Row box(SourceFile file, int number, FoundBox box, String uri) {
    DrawnBox shape = box.shape();
    return RowFactory.create(
        uri == null ? LEFT_OUT : BOX,
        file.number(),
        number,
        place(file, box.place()),
        uri,
        null,
        null,
        box.id(),
        box.label(),
        shape.x(),
        shape.y(),
        shape.width(),
        shape.height(),
        shape.pictureWidth(),
        shape.pictureHeight(),
        box.confidence(),
        CollectionConverters.asScala(box.attributes()));
  }

  static Row refused(SourceFile file, int number, String place, String uri, Refusal refusal) {
    return bare(REFUSED, file, number, place(file, place), uri, refusal);
  }

  static Row foreign(SourceFile file) {
    return bare(FOREIGN, file, 0, file.place(), null, new Refusal(null, ""));
  }

  private static Row bare(
      String what, SourceFile file, int number, String place, String uri, Refusal refusal) {
    Object[] values = new Object[SCHEMA.size()];
    values[0] = what;
    values[1] = file.number();
    values[2] = number;
    values[3] = place;
    values[4] = uri;
    values[5] = refusal.reason();
    values[6] = refusal.message();
    return RowFactory.create(values);
  }

  static DrawnBox shape(Row row) {
    return new DrawnBox(
        row.<Double>getAs("x"),
        row.<Double>getAs("y"),
        row.<Double>getAs("width"),
        row.<Double>getAs("height"),
        row.<Double>getAs("picture_width"),
        row.<Double>getAs("picture_height"));
  }

  /** A refused row as a candidate. */
  static Row refusal(Row row, SourceFile file) {
    return Candidates.refused(
        new Origin(file, row.<Integer>getAs("number")),
        row.getAs("place"),
        null,
        new Refusal(row.getAs("reason"), row.getAs("message")));
  }

  private static String place(SourceFile file, String within) {
    return within == null ? file.place() : file.place() + " " + within;
  }
}
