package io.nearfield.connect.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileDocumentsTest {

  private static final DocumentLimits LIMITS = DocumentLimits.defaults();

  private static final String CONTAINER =
      "<?xml version='1.0'?><container version='1.0'"
          + " xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile"
          + " full-path='book.opf' media-type='application/oebps-package+xml'/></rootfiles>"
          + "</container>";

  private static final String PACKAGE =
      "<?xml version='1.0'?><package xmlns='http://www.idpf.org/2007/opf' version='3.0'><metadata"
          + " xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>T</dc:title></metadata><manifest><item"
          + " id='c' href='c.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref"
          + " idref='c'/></spine></package>";

  private static byte[] book(String chapter, Map<String, byte[]> more) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("META-INF/container.xml", CONTAINER.getBytes(StandardCharsets.UTF_8));
    files.put("book.opf", PACKAGE.getBytes(StandardCharsets.UTF_8));
    files.put("c.xhtml", chapter.getBytes(StandardCharsets.UTF_8));
    files.putAll(more);
    return zip(files);
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static String page(String body) {
    return "<html xmlns='http://www.w3.org/1999/xhtml'><body>" + body + "</body></html>";
  }

  private static RefusedDocumentException refusal(byte[] bytes, String name) {
    return catchThrowableOfType(
        RefusedDocumentException.class, () -> DocumentParser.parse(bytes, name, LIMITS));
  }

  @Test
  void aSoundBookIsReadSoThatTheOthersFailForTheirReasons() throws Exception {
    ParsedDocument document =
        DocumentParser.parse(
            book(page("<h1>Sea</h1><p>Ships sail.</p>"), Map.of()), "a.epub", LIMITS);
    assertThat(document.text()).isEqualTo("Sea\n\nShips sail.");
    assertThat(document.title()).isEqualTo("T");
    assertThat(document.at(5).chapter()).isEqualTo("Sea");
  }

  @Test
  void archivesThatExpandTooFarNestOrLeadOutAreRefused() throws Exception {
    byte[] zeros = new byte[64 << 20];
    assertThat(refusal(book(page("x"), Map.of("bomb.bin", zeros)), "a.epub"))
        .extracting(RefusedDocumentException::reason)
        .isEqualTo("archive-bomb");
    byte[] inner = zip(Map.of("bomb.bin", zeros));
    assertThat(refusal(book(page("x"), Map.of("i.zip", inner)), "a.docx"))
        .extracting(RefusedDocumentException::reason)
        .isEqualTo("archive-bomb");
    byte[] nested = zip(Map.of("a.txt", new byte[1]));
    for (int i = 0; i < 4; i++) {
      nested = zip(Map.of("n.zip", nested));
    }
    assertThat(refusal(book(page("x"), Map.of("n.zip", nested)), "a.odt"))
        .extracting(RefusedDocumentException::reason)
        .isEqualTo("archive-nesting");
    for (String name : new String[] {"../../etc/passwd", "/etc/passwd", "a\\..\\..\\b", "C:/x"}) {
      assertThat(refusal(book(page("x"), Map.of(name, new byte[1])), "a.epub"))
          .as(name)
          .extracting(RefusedDocumentException::reason)
          .isEqualTo("path-escape");
    }
  }

  @Test
  void aBombBehindABrokenHeaderIsFoundToo() throws Exception {
    byte[] bomb = book(page("x"), Map.of("bomb.bin", new byte[64 << 20]));
    bomb[8] = 99; // how the first file is packed, as its own header has it
    assertThat(refusal(bomb, "a.epub"))
        .extracting(RefusedDocumentException::reason)
        .isEqualTo("archive-bomb");
    byte[] cut = Arrays.copyOf(bomb, bomb.length - 30); // and no directory either
    assertThat(refusal(cut, "a.epub"))
        .extracting(RefusedDocumentException::reason)
        .isEqualTo("malformed-document");
  }

  @Test
  void entitiesReachNeitherFilesNorTheNetwork(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "TOPSECRET");
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(1_000);
      String remote = "http://127.0.0.1:" + server.getLocalPort() + "/x";
      for (String address : new String[] {secret.toUri().toString(), remote}) {
        String chapter =
            "<?xml version='1.0'?><!DOCTYPE html SYSTEM '"
                + address
                + "' [<!ENTITY e SYSTEM '"
                + address
                + "'>]>"
                + page("<p>Before &e; after.</p>");
        for (String name : new String[] {"a.epub", "a.html", "a.odt"}) {
          byte[] bytes =
              name.endsWith("html")
                  ? chapter.getBytes(StandardCharsets.UTF_8)
                  : book(chapter, Map.of("content.xml", chapter.getBytes(StandardCharsets.UTF_8)));
          try {
            assertThat(DocumentParser.parse(bytes, name, LIMITS).text())
                .doesNotContain("TOPSECRET");
          } catch (RefusedDocumentException e) {
            assertThat(e.getMessage()).doesNotContain("TOPSECRET");
          }
        }
      }
      assertThat(catchThrowableOfType(java.net.SocketTimeoutException.class, server::accept))
          .as("nobody called")
          .isNotNull();
    }
  }

  @Test
  void entitiesThatMultiplyAndDeepNestingEnd() throws Exception {
    StringBuilder laughs = new StringBuilder("<!ENTITY a0 'ha'>");
    for (int i = 1; i < 30; i++) {
      laughs.append("<!ENTITY a%d '&a%d;&a%d;&a%d;'>".formatted(i, i - 1, i - 1, i - 1));
    }
    String chapter = "<?xml version='1.0'?><!DOCTYPE html [" + laughs + "]>" + page("&a29;");
    assertThat(refusal(book(chapter, Map.of()), "a.epub")).isNotNull();
    String deep = "<div>".repeat(50_000) + "deep" + "</div>".repeat(50_000);
    try {
      String html =
          IsolatedParsers.parse(page(deep).getBytes(StandardCharsets.UTF_8), "a.html", LIMITS)
              .text();
      assertThat(html).isEqualTo("deep");
    } catch (RefusedDocumentException e) {
      assertThat(e.reason()).isIn("malformed-document", "too-deep");
    }
  }

  /** One page whose drawing is a gigabyte of operators, in a file of a megabyte. */
  private static byte[] endlessPdf() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] operators = "0 0 m 1 1 l S ".repeat(1 << 14).getBytes(StandardCharsets.US_ASCII);
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
      for (int i = 0; i < 4_000; i++) {
        out.write(operators);
      }
    }
    ByteArrayOutputStream pdf = new ByteArrayOutputStream();
    String head =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
            + "4 0 obj<</Filter/FlateDecode/Length "
            + packed.size()
            + ">>stream\n";
    pdf.write(head.getBytes(StandardCharsets.US_ASCII));
    pdf.write(packed.toByteArray());
    pdf.write(
        "\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF".getBytes(StandardCharsets.US_ASCII));
    return pdf.toByteArray();
  }

  @Test
  void aParserThatHangsOrEatsMemoryIsEndedAndTheNextDocumentIsRead() throws Exception {
    byte[] endless = endlessPdf();
    RefusedDocumentException refusal =
        catchThrowableOfType(
            RefusedDocumentException.class,
            () ->
                IsolatedParsers.parse(
                    endless, "a.pdf", LIMITS.withSeconds(3).withHeapMegabytes(64)));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isIn("parse-timeout", "parse-memory");
    byte[] book = book(page("<p>Ships sail.</p>"), Map.of());
    assertThat(IsolatedParsers.parse(book, "a.epub", LIMITS).text()).isEqualTo("Ships sail.");
  }

  @Test
  void sizesAreBounded() throws Exception {
    assertThat(refusal(new byte[0], "a.pdf").reason()).isEqualTo("empty-document");
    byte[] book = book(page("<p>" + "Ships sail. ".repeat(100) + "</p>"), Map.of());
    RefusedDocumentException text =
        catchThrowableOfType(
            RefusedDocumentException.class,
            () -> DocumentParser.parse(book, "a.epub", LIMITS.withMostText(500)));
    assertThat(text.reason()).isEqualTo("too-large");
    RefusedDocumentException bytes =
        catchThrowableOfType(
            RefusedDocumentException.class,
            () -> IsolatedParsers.parse(book, "a.epub", LIMITS.withMostBytes(100)));
    assertThat(bytes.reason()).isEqualTo("too-large");
    assertThat(bytes).hasMessageContaining("--max-document-size");
  }
}
