package io.nearfield.connect.document;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The documents that are read, known by the end of their name. */
public enum DocumentType {
  PDF("application/pdf", false, ".pdf"),
  EPUB("application/epub+zip", true, ".epub"),
  HTML("text/html", false, ".html", ".htm", ".xhtml"),
  DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", true, ".docx"),
  ODT("application/vnd.oasis.opendocument.text", true, ".odt"),
  RTF("application/rtf", false, ".rtf");

  private final String mediaType;
  private final boolean zipped;

  /** Separated by blanks. */
  private final String endings;

  DocumentType(String mediaType, boolean zipped, String... endings) {
    this.mediaType = mediaType;
    this.zipped = zipped;
    this.endings = String.join(" ", endings);
  }

  /** The type of a file, by the end of its name alone. */
  public static Optional<DocumentType> of(String fileName) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(type -> type.endings().stream().anyMatch(lower::endsWith))
        .findFirst();
  }

  /** IANA media type. */
  public String mediaType() {
    return mediaType;
  }

  /** Endings of file names, with the dot. */
  public List<String> endings() {
    return List.of(endings.split(" "));
  }

  boolean isZipped() {
    return zipped;
  }
}
