package io.nearfield.connect.document;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.ZeroByteFileException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Reads one document in this process, with Apache Tika: text and places only. Files embedded in it,
 * pictures and forms of its maker's own kind are left alone; nothing is fetched, whatever it refers
 * to. Time and memory are not bounded here; see {@link IsolatedParsers}.
 */
public final class DocumentParser {

  private DocumentParser() {}

  /**
   * @param bytes the file
   * @param name its name, which tells the kind
   * @throws RefusedDocumentException if it is damaged, encrypted, empty, too large or hostile
   */
  public static ParsedDocument parse(byte[] bytes, String name, DocumentLimits limits)
      throws RefusedDocumentException {
    DocumentType type =
        DocumentType.of(name)
            .orElseThrow(() -> new IllegalArgumentException("No document: '" + name + "'"));
    check(bytes, type, limits);
    TextCollector collector = new TextCollector(limits.mostText());
    Metadata metadata = new Metadata();
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
    metadata.set(Metadata.CONTENT_TYPE, type.mediaType());
    try (InputStream in = TikaInputStream.get(bytes)) {
      parser(type).parse(in, collector, metadata, context());
    } catch (Throwable e) {
      throw refusal(e, limits);
    }
    return document(type, collector, metadata);
  }

  private static void check(byte[] bytes, DocumentType type, DocumentLimits limits)
      throws RefusedDocumentException {
    if (bytes.length == 0) {
      throw new RefusedDocumentException("empty-document", "Cannot take an empty file");
    }
    if (bytes.length > limits.mostBytes()) {
      throw tooLarge(bytes.length, limits);
    }
    if (type == DocumentType.PDF && !startsWithPdfMark(bytes)) {
      throw new RefusedDocumentException(
          "malformed-document", "Cannot read it as PDF: it does not begin like one");
    }
    if (type.isZipped()) {
      try {
        ArchiveCheck.check(bytes);
      } catch (ArchiveCheck.BombException e) {
        throw e.refusal();
      }
    }
  }

  /** The refusal of a file above the limit, for those that need not read it. */
  public static RefusedDocumentException tooLarge(long bytes, DocumentLimits limits) {
    return new RefusedDocumentException(
        "too-large",
        "Cannot take a document of "
            + bytes
            + " bytes: at most "
            + limits.mostBytes()
            + " are allowed; raise --max-document-size");
  }

  private static boolean startsWithPdfMark(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(bytes.length, 4096), StandardCharsets.ISO_8859_1);
    return start.contains("%PDF-");
  }

  private static Parser parser(DocumentType type) {
    return switch (type) {
      case PDF -> pdf();
      case EPUB -> new EpubParser();
      case HTML -> new JSoupParser();
      case DOCX -> new OOXMLParser();
      case ODT -> new OpenDocumentParser();
      case RTF -> new RTFParser();
    };
  }

  private static Parser pdf() {
    PDFParser parser = new PDFParser();
    PDFParserConfig config = parser.getPDFParserConfig();
    config.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
    config.setExtractBookmarksText(false);
    config.setExtractInlineImages(false);
    config.setIfXFAExtractOnlyXFA(false);
    config.setCatchIntermediateIOExceptions(true);
    return parser;
  }

  private static ParseContext context() {
    ParseContext context = new ParseContext();
    OfficeParserConfig office = new OfficeParserConfig();
    office.setUseSAXDocxExtractor(true);
    office.setExtractMacros(false);
    office.setIncludeHeadersAndFooters(false);
    context.set(OfficeParserConfig.class, office);
    context.set(EmbeddedDocumentExtractor.class, new NoEmbedded());
    return context;
  }

  private static final class NoEmbedded implements EmbeddedDocumentExtractor {
    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
      return false;
    }

    @Override
    public void parseEmbedded(
        InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml) {}
  }

  private static RefusedDocumentException refusal(Throwable failure, DocumentLimits limits) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TextCollector.TooLongException) {
        return new RefusedDocumentException(
            "too-large",
            "Cannot take a document with more than " + limits.mostText() + " characters of text");
      }
      if (cause instanceof EncryptedDocumentException
          || cause.getClass().getSimpleName().equals("InvalidPasswordException")) {
        return new RefusedDocumentException(
            "encrypted-document", "Cannot read it: it is encrypted; save it without a password");
      }
      if (cause instanceof ZeroByteFileException) {
        return new RefusedDocumentException("empty-document", "Cannot take an empty file");
      }
      if (cause instanceof OutOfMemoryError error) {
        throw error;
      }
      if (cause instanceof StackOverflowError) {
        return new RefusedDocumentException("too-deep", "Cannot read it: it is nested too deeply");
      }
    }
    return new RefusedDocumentException("malformed-document", "Cannot read it: " + words(failure));
  }

  private static String words(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof TikaException || cause instanceof SAXException)) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String kind = cause.getClass().getSimpleName();
    if (kind.equals("EpubZipException")) {
      return "its archive lacks the list of what belongs to the book, or is damaged";
    }
    return message == null || message.isBlank()
        ? kind
        : kind + ": " + message.strip().replaceAll("\\s+", " ");
  }

  private static ParsedDocument document(
      DocumentType type, TextCollector collector, Metadata metadata)
      throws RefusedDocumentException {
    String text = collector.text();
    String title = one(metadata.get(TikaCoreProperties.TITLE));
    if (text.isBlank()) {
      throw new RefusedDocumentException(
          "empty-text",
          "Cannot take a document without text; if its pages are pictures, recognize their text"
              + " first");
    }
    String author =
        Arrays.stream(metadata.getValues(TikaCoreProperties.CREATOR))
            .map(DocumentParser::one)
            .filter(name -> name != null)
            .distinct()
            .collect(Collectors.joining("; "));
    List<Place> places = collector.places();
    if (type == DocumentType.HTML && title != null && !text.startsWith(title)) {
      // What a page is called is often said nowhere in its body.
      String head = title + "\n\n";
      text = head + text;
      places = shifted(places, head.length(), title);
    }
    return new ParsedDocument(
        text,
        places,
        title,
        author.isEmpty() ? null : author,
        one(metadata.get(TikaCoreProperties.LANGUAGE)));
  }

  private static List<Place> shifted(List<Place> places, int by, String first) {
    Stream<Place> rest =
        places.stream().map(place -> new Place(place.from() + by, place.page(), place.chapter()));
    return Stream.concat(Stream.of(new Place(0, 0, first)), rest).toList();
  }

  /** On one line, without what cannot be stored. */
  private static String one(String value) {
    if (value == null) {
      return null;
    }
    String clean =
        new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
            .replaceAll("[\\p{Cntrl}\\s]+", " ")
            .strip();
    return clean.isEmpty() ? null : clean;
  }
}
