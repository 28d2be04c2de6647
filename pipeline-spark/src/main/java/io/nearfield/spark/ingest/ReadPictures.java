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
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

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

  @Override
  public Iterator<Row> read(SourceFile file, Configuration hadoop) {
    return Collections.singleton(candidate(file, hadoop)).iterator();
  }

  private Row candidate(SourceFile file, Configuration hadoop) {
    Origin origin = new Origin(file, 0);
    if (file.length() > limits.maxBytes()) {
      return Candidates.refused(
          origin, file.id(), tooLarge(file.length() + " bytes", limits.maxBytes() + " bytes"));
    }
    byte[] bytes;
    try {
      bytes = FileBytes.read(file, hadoop, limits.maxBytes());
    } catch (IOException e) {
      return Candidates.refused(origin, file.id(), Refusal.unreadable(e));
    }
    try {
      Picture picture = Pictures.decode(bytes, limits);
      AttributeRow.Builder row = attributes.builder();
      row.set(width, as(row.type(width), picture.width()));
      row.set(height, as(row.type(height), picture.height()));
      return Candidates.picture(origin, picture.mediaType(), Texts.sha256(bytes), row.row());
    } catch (PictureException e) {
      return Candidates.refused(origin, file.id(), new Refusal(e.reason().label(), e.getMessage()));
    }
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
