package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.document.Chunker;
import io.nearfield.connect.document.DocumentLimits;
import io.nearfield.connect.document.DocumentType;
import io.nearfield.connect.document.IsolatedParsers;
import io.nearfield.connect.document.ParsedDocument;
import io.nearfield.connect.document.RefusedDocumentException;
import io.nearfield.connect.document.WordCounter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The passages of a document that is searched by: of at most {@value #WORDS} words, at most {@value
 * #MOST} from its beginning on. Documents are parsed in processes beside this one.
 */
public final class DocumentPassages {

  /** The most words of a passage: few enough for the models that read least. */
  static final int WORDS = 150;

  /** How many passages speak for a document. */
  static final int MOST = 200;

  private static final DocumentLimits LIMITS =
      DocumentLimits.defaults().withMostText(4 << 20).withSeconds(20);

  private DocumentPassages() {}

  /** Whether a media type is that of a picture. */
  public static boolean isPicture(String mediaType) {
    return plain(mediaType).startsWith("image/");
  }

  /**
   * The passages in order, at least one.
   *
   * @throws IllegalArgumentException if it is no document that can be read, or holds no text
   */
  public static List<Content> of(Lookup.ByDocument document) {
    List<Content> passages = new ArrayList<>();
    new Chunker(WORDS, 0, new WordCounter())
        .cut(parsed(document)).stream()
            .limit(MOST)
            .forEach(chunk -> passages.add(new Content.Text(chunk.text())));
    if (passages.isEmpty()) {
      throw new IllegalArgumentException("Cannot look up by a document without text (document)");
    }
    return passages;
  }

  private static ParsedDocument parsed(Lookup.ByDocument document) {
    String mediaType = plain(document.mediaType());
    if (mediaType.startsWith("text/") && !mediaType.equals(DocumentType.HTML.mediaType())) {
      return ParsedDocument.of(new String(document.bytes(), StandardCharsets.UTF_8));
    }
    DocumentType type =
        Arrays.stream(DocumentType.values())
            .filter(each -> each.mediaType().equals(mediaType))
            .findFirst()
            .orElseThrow(() -> unknown(document.mediaType()));
    try {
      return IsolatedParsers.parse(document.bytes(), "query" + type.endings().get(0), LIMITS);
    } catch (RefusedDocumentException e) {
      throw new IllegalArgumentException(
          "Cannot look up by a document of type " + mediaType + ": " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException unknown(String mediaType) {
    return new IllegalArgumentException(
        "Cannot look up by a document of type '"
            + mediaType
            + "': text/..., image/... and "
            + String.join(
                ", ", Arrays.stream(DocumentType.values()).map(DocumentType::mediaType).toList())
            + " are read (mediaType)");
  }

  /** Without parameters such as the character set. */
  private static String plain(String mediaType) {
    int end = mediaType.indexOf(';');
    return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
