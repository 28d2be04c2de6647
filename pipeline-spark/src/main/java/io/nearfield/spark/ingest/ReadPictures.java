package io.nearfield.spark.ingest;

import io.nearfield.spark.ingest.Candidates.Origin;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Picture files: each is one item, known by its address. A picture is decoded once here, so that
 * what is in the table can be embedded later.
 *
 * @param width name of the attribute column for the width in pixels, likewise {@code height}
 */
record ReadPictures(AttributeRow attributes, String width, String height)
    implements FileStage.Reader<SourceFile, Row> {

  static final int MAX_BYTES = 64 << 20;

  /** 100 million pixels take 400 MB decoded. */
  static final long MAX_PIXELS = 100_000_000;

  @Override
  public Iterator<Row> read(SourceFile file, Configuration hadoop) {
    return Collections.singleton(candidate(file, hadoop)).iterator();
  }

  private Row candidate(SourceFile file, Configuration hadoop) {
    Origin origin = new Origin(file, 0);
    if (file.length() > MAX_BYTES) {
      return Candidates.refused(
          origin, file.id(), tooLarge(file.length() + " bytes", MAX_BYTES + " bytes"));
    }
    byte[] bytes;
    try {
      bytes = FileBytes.read(file, hadoop, MAX_BYTES);
    } catch (IOException e) {
      return Candidates.refused(origin, file.id(), Refusal.unreadable(e));
    }
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Candidates.refused(
            origin, file.id(), undecodable("it is no PNG, JPEG, GIF or BMP inside"));
      }
      ImageReader reader = readers.next();
      try {
        return decoded(origin, bytes, in, reader);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The decoders of the JDK answer broken files with all kinds of exceptions.
      String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return Candidates.refused(origin, file.id(), undecodable(detail));
    }
  }

  private Row decoded(Origin origin, byte[] bytes, ImageInputStream in, ImageReader reader)
      throws IOException {
    reader.setInput(in, true, true);
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    if (pixels > MAX_PIXELS) {
      return Candidates.refused(
          origin,
          origin.file().id(),
          tooLarge(
              reader.getWidth(0) + " x " + reader.getHeight(0) + " pixels",
              MAX_PIXELS + " pixels"));
    }
    BufferedImage image = reader.read(0);
    AttributeRow.Builder row = attributes.builder();
    row.set(width, as(row.type(width), image.getWidth()));
    row.set(height, as(row.type(height), image.getHeight()));
    String mediaType = "image/" + reader.getFormatName().toLowerCase(Locale.ROOT);
    return Candidates.picture(
        origin, mediaType.replace("/jpg", "/jpeg"), Texts.sha256(bytes), row.row());
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

  private static Refusal undecodable(String detail) {
    return new Refusal("undecodable-image", "Cannot decode the picture: " + detail);
  }

  private static Refusal tooLarge(String size, String limit) {
    return new Refusal(
        "too-large", "Cannot take a picture of " + size + ": at most " + limit + " are allowed");
  }
}
