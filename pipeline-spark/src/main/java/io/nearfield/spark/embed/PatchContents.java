package io.nearfield.spark.embed;

import io.nearfield.connect.api.Box;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.image.Picture;
import io.nearfield.connect.image.PictureLimits;
import io.nearfield.connect.image.Pictures;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/**
 * Cuts the part of a picture out that a row of {@link Patches} means. Rows of one picture follow
 * each other, so that it is read and decoded once.
 */
record PatchContents(double padding, PictureLimits limits) implements ContentReader {

  private static final RecentPictures RECENT = RecentPictures.ofProcess();

  @Override
  public Content read(Row patch, Configuration hadoop) throws IOException {
    String key = patch.getAs("uri") + "\n" + patch.getAs("picture_hash");
    Picture picture =
        RECENT.get(
            key,
            () ->
                decode(
                    new Path(patch.<String>getAs("uri")),
                    patch.getAs("picture_hash"),
                    hadoop,
                    limits));
    Row box = patch.getAs("box");
    Picture part =
        picture.crop(
            new Box(
                box.<Double>getAs("x"),
                box.<Double>getAs("y"),
                box.<Double>getAs("width"),
                box.<Double>getAs("height")),
            padding);
    return new Content.Pixels(part.width(), part.height(), part.rgb());
  }

  private static Picture decode(Path path, String hash, Configuration hadoop, PictureLimits limits)
      throws IOException {
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      byte[] bytes = in.readNBytes(limits.maxBytes() + 1);
      if (bytes.length <= limits.maxBytes() && !ItemContents.sha256(bytes).equals(hash)) {
        throw new ContentChangedException(path.toString());
      }
      return Pictures.decode(bytes, limits);
    }
  }
}
