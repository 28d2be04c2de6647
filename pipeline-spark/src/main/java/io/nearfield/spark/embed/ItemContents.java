package io.nearfield.spark.embed;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.image.PictureLimits;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** The text of an item, or the picture that its address leads to if it is still that picture. */
record ItemContents(PictureLimits limits) implements ContentReader {

  @Override
  public Content read(Row entity, Configuration hadoop) throws IOException {
    String text = entity.getAs("text");
    if (text != null) {
      return new Content.Text(text);
    }
    Path path = new Path(entity.<String>getAs("uri"));
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      byte[] bytes = in.readNBytes(Math.addExact(limits.maxBytes(), 1));
      if (bytes.length > limits.maxBytes()) {
        throw new NearfieldException(
            "Cannot embed '"
                + path
                + "': it has more than "
                + limits.maxBytes()
                + " bytes (--max-picture-size)");
      }
      if (!sha256(bytes).equals(entity.getAs("content_hash"))) {
        throw new ContentChangedException(path.toString());
      }
      return new Content.Image(bytes);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
