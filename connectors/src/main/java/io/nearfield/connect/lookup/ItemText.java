package io.nearfield.connect.lookup;

import java.util.List;

/**
 * What an item says, for people who read an answer.
 *
 * @param uri where it came from
 * @param mediaType IANA media type
 * @param text its text, or null for pictures
 * @param labels what was seen on a picture, each once
 * @param passage where in a document the text is found; null for a whole item
 */
public record ItemText(
    String uri, String mediaType, String text, List<String> labels, Passage passage) {

  /**
   * A place in a document.
   *
   * @param documentId entity id of the document as a whole
   * @param page from 1; null if it has no pages
   * @param chapter null if there is none
   * @param from first UTF-16 code unit of the document's text
   * @param to the one after the last
   */
  public record Passage(String documentId, Integer page, String chapter, int from, int to) {}

  public ItemText {
    labels = List.copyOf(labels);
  }

  /** A whole item. */
  public ItemText(String uri, String mediaType, String text, List<String> labels) {
    this(uri, mediaType, text, labels, null);
  }
}
