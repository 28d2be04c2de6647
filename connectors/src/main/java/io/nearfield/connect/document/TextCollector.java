package io.nearfield.connect.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Makes a text and its places out of the XHTML that Tika turns every document into: paragraphs are
 * separated by an empty line, {@code <div class="page">} counts pages, headings of the first three
 * levels name chapters.
 */
final class TextCollector extends DefaultHandler {

  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "section",
          "article",
          "main",
          "header",
          "footer",
          "nav",
          "aside",
          "ul",
          "ol",
          "dl",
          "table",
          "blockquote",
          "pre",
          "figure",
          "hr",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "body",
          "form",
          "fieldset",
          "address",
          "details");

  private static final Set<String> LINES =
      Set.of("br", "li", "tr", "dt", "dd", "caption", "figcaption", "option", "summary");

  private static final Set<String> CELLS = Set.of("td", "th");

  private static final Set<String> SILENT =
      Set.of("script", "style", "head", "title", "template", "noscript", "svg", "math-error");

  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3");

  private static final int LONGEST_CHAPTER = 200;

  /** Thrown to end a parse whose text is longer than allowed. */
  static final class TooLongException extends SAXException {
    private static final long serialVersionUID = 1L;
  }

  private final int most;
  private final StringBuilder text = new StringBuilder();
  private final List<Place> places = new ArrayList<>();
  private int silent;
  private int pre;
  private int page;
  private String chapter;
  private int headingFrom = -1;
  private int wantedBreaks;
  private boolean wantedBlank;

  TextCollector(int most) {
    this.most = most;
  }

  /** What has been gathered; call it once, at the end. */
  String text() {
    return text.toString();
  }

  List<Place> places() {
    return places;
  }

  @Override
  public void startElement(String uri, String localName, String qName, Attributes attributes) {
    String name = name(localName, qName);
    if (SILENT.contains(name)) {
      silent++;
      return;
    }
    border(name);
    if (name.equals("pre")) {
      pre++;
    }
    if (name.equals("div") && "page".equals(attributes.getValue("class"))) {
      page++;
      place();
    }
    if (HEADINGS.contains(name) && silent == 0) {
      headingFrom = text.length();
    }
  }

  @Override
  public void endElement(String uri, String localName, String qName) {
    String name = name(localName, qName);
    if (SILENT.contains(name)) {
      silent = Math.max(0, silent - 1);
      return;
    }
    if (name.equals("pre")) {
      pre = Math.max(0, pre - 1);
    }
    if (HEADINGS.contains(name) && headingFrom >= 0) {
      endHeading();
    }
    border(name);
  }

  private void endHeading() {
    String heading = text.substring(headingFrom).strip().replaceAll("\\s+", " ");
    if (!heading.isEmpty()) {
      chapter = shortened(heading);
      int from = headingFrom;
      while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
        from++;
      }
      places.add(new Place(from, page, chapter));
    }
    headingFrom = -1;
  }

  /** Also the name of a chapter that has no heading of its own. */
  void chapter(String name) {
    chapter = name == null || name.isBlank() ? null : shortened(name.strip());
    wantedBreaks = 2;
    place();
  }

  private void place() {
    places.add(new Place(text.length(), page, chapter));
  }

  private static String shortened(String name) {
    if (name.length() <= LONGEST_CHAPTER) {
      return name;
    }
    int end = LONGEST_CHAPTER - 1;
    return name.substring(0, Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end)
        + "\u2026";
  }

  private static String name(String localName, String qName) {
    return (localName == null || localName.isEmpty() ? qName : localName).toLowerCase(Locale.ROOT);
  }

  private void border(String name) {
    if (BLOCKS.contains(name)) {
      wantedBreaks = 2;
    } else if (LINES.contains(name)) {
      wantedBreaks = Math.max(wantedBreaks, 1);
    } else if (CELLS.contains(name)) {
      wantedBlank = true;
    }
  }

  @Override
  public void characters(char[] chars, int start, int length) throws SAXException {
    if (silent > 0) {
      return;
    }
    for (int i = start; i < start + length; i++) {
      char c = chars[i];
      if (c == '\n' && (pre > 0 || page > 0)) {
        wantedBreaks = Math.max(wantedBreaks, 1);
      } else if (Character.isWhitespace(c) || c == '\u00A0') {
        wantedBlank = true;
      } else if (c >= ' ' && c != '\uFEFF') {
        append(c);
      }
    }
  }

  @Override
  public void ignorableWhitespace(char[] chars, int start, int length) throws SAXException {
    characters(chars, start, length);
  }

  private void append(char c) throws SAXException {
    if (text.length() > 0 && wantedBreaks > 0) {
      text.append("\n\n", 0, Math.min(2, wantedBreaks));
    } else if (text.length() > 0 && wantedBlank) {
      text.append(' ');
    }
    wantedBreaks = 0;
    wantedBlank = false;
    text.append(c);
    if (text.length() > most) {
      throw new TooLongException();
    }
  }
}
