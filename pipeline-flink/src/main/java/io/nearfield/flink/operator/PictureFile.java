package io.nearfield.flink.operator;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.image.PictureLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Reads the pictures that changes name, through the file systems that Flink knows: local files, and
 * object stores by its plugins. Never over HTTP: a change must not make the job ask strangers.
 */
final class PictureFile {

  private static final Set<String> REFUSED = Set.of("http", "https", "ftp", "jar", "data");

  private static final int MAX_BYTES = PictureLimits.defaults().maxBytes();

  private PictureFile() {}

  /**
   * @param uri with a scheme, such as {@code file:///pictures/1.jpg}
   * @throws NearfieldException if it cannot be read, or is larger than pictures may be
   */
  static byte[] read(String uri) {
    try {
      URI place = new URI(uri);
      if (place.getScheme() == null || REFUSED.contains(place.getScheme())) {
        throw new NearfieldException(
            "Cannot read picture '"
                + uri
                + "': a file: address or that of an object store is needed; send it as 'image'"
                + " otherwise");
      }
      try (InputStream in = FileSystem.get(place).open(new Path(place))) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new NearfieldException(
              "Cannot take picture '" + uri + "': it has more than " + MAX_BYTES + " bytes");
        }
        return bytes;
      }
    } catch (URISyntaxException e) {
      throw new NearfieldException("Cannot read picture '" + uri + "': no address", e);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read picture '" + uri + "': " + e, e);
    }
  }
}
