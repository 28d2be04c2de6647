package io.nearfield.spark.ingest;

import io.nearfield.connect.image.Picture;
import io.nearfield.connect.image.PictureException;
import io.nearfield.connect.image.PictureLimits;
import io.nearfield.connect.image.Pictures;
import io.nearfield.spark.ingest.Candidates.Origin;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Picture files: each is one item, known by its address. A picture is decoded once here, so that
 * what is in the table can be embedded later.
 *
 * @param width name of the attribute column for the width in pixels of the upright picture
 * @param height the same for the height
 * @param limits what one picture may ask for
 */
record ReadPictures(AttributeRow attributes, String width, String height, PictureLimits limits)
    implements FileStage.Reader<SourceFile, Row> {

  /** What is known of a picture beside its candidate, for those who place boxes on it. */
  static final String WIDTH = "_nf_width";

  static final String HEIGHT = "_nf_height";
  static final String ORIENTATION = "_nf_orientation";

  /** The columns of a candidate and those three. */
  static StructType schema(StructType candidates) {
    return candidates
        .add(WIDTH, DataTypes.IntegerType)
        .add(HEIGHT, DataTypes.IntegerType)
        .add(ORIENTATION, DataTypes.StringType);
  }

  @Override
  public Iterator<Row> read(SourceFile file, Configuration hadoop) {
    return Collections.singleton(candidate(file, hadoop)).iterator();
  }

  private Row candidate(SourceFile file, Configuration hadoop) {
    Origin origin = new Origin(file, 0);
    if (file.length() > limits.maxBytes()) {
      return with(
          Candidates.refused(
              origin, file.id(), tooLarge(file.length() + " bytes", limits.maxBytes() + " bytes")),
          null);
    }
    byte[] bytes;
    try {
      bytes = FileBytes.read(file, hadoop, limits.maxBytes());
    } catch (IOException e) {
      return with(Candidates.refused(origin, file.id(), Refusal.unreadable(e)), null);
    }
    try {
      Picture picture = Pictures.decode(bytes, limits);
      AttributeRow.Builder row = attributes.builder();
      row.set(width, as(row.type(width), picture.width()));
      row.set(height, as(row.type(height), picture.height()));
      return with(
          Candidates.picture(origin, picture.mediaType(), Texts.sha256(bytes), row.row()), picture);
    } catch (PictureException e) {
      Refusal refusal = new Refusal(e.reason().label(), e.getMessage());
      return with(Candidates.refused(origin, file.id(), refusal), null);
    }
  }

  private static Row with(Row candidate, Picture picture) {
    int length = candidate.length();
    Object[] values = new Object[length + 3];
    for (int i = 0; i < length; i++) {
      values[i] = candidate.get(i);
    }
    if (picture != null) {
      values[length] = picture.width();
      values[length + 1] = picture.height();
      values[length + 2] = picture.orientation().name();
    }
    return RowFactory.create(values);
  }

  /** In the type that the user's own column of this name has, if there is one. */
  private static Object as(DataType type, int pixels) {
    if (type.equals(DataTypes.IntegerType)) {
      return pixels;
    }
    if (type.equals(DataTypes.LongType)) {
      return (long) pixels;
    }
    if (type.equals(DataTypes.DoubleType)) {
      return (double) pixels;
    }
    return type.equals(DataTypes.StringType) ? Integer.toString(pixels) : null;
  }

  private static Refusal tooLarge(String size, String limit) {
    return new Refusal(
        "too-large", "Cannot take a picture of " + size + ": at most " + limit + " are allowed");
  }
}
