package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.lookup.StoredItem;
import io.nearfield.jobs.http.HttpProblem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The bytes behind items: their text, or the file that their address in the table leads to. What a
 * caller says never becomes a path.
 */
final class ItemContent {

  private static final Set<String> SHOWN =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp");
  private static final Configuration HADOOP = new Configuration();

  private ItemContent() {}

  /** Bytes of a media type. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Whole(String mediaType, byte[] bytes) {

    /** Browsers show pictures and plain text; the rest they save, and nothing in it runs. */
    Map<String, String> headers() {
      return SHOWN.contains(mediaType) || mediaType.startsWith("text/plain")
          ? Map.of()
          : Map.of("Content-Disposition", "attachment");
    }
  }

  /**
   * @param most how many bytes are read at most
   * @throws HttpProblem if the file is gone, too large, or no longer what was ingested
   */
  static Whole read(StoredItem stored, int most) throws IOException {
    if (stored.item().text() != null) {
      // Whatever it was, the table has its text: it is shown as text.
      return new Whole(
          "text/plain; charset=utf-8", stored.item().text().getBytes(StandardCharsets.UTF_8));
    }
    Path path = new Path(stored.item().uri());
    byte[] bytes;
    try (InputStream in = path.getFileSystem(HADOOP).open(path)) {
      bytes = in.readNBytes(most + 1);
    } catch (FileNotFoundException e) {
      throw new HttpProblem(
          410, "gone", "Cannot show the item: its file is not where it was ingested from", null);
    }
    if (bytes.length > most) {
      throw new HttpProblem(
          413,
          "too_large",
          "Cannot show the item: its file has more than " + most + " bytes",
          null);
    }
    if (stored.item().contentHash() != null
        && !Hashes.sha256(bytes).equals(stored.item().contentHash())) {
      throw new HttpProblem(
          410, "changed", "Cannot show the item: its file has changed since it was ingested", null);
    }
    return new Whole(stored.item().mediaType(), bytes);
  }
}
