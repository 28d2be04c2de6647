package io.nearfield.connect.document;

import java.util.List;
import java.util.Objects;

/**
 * The text of a document, the places in it, and what it says about itself.
 *
 * @param text all of it, lines and paragraphs ended by line feeds
 * @param places in order of {@code from}; those with different chapters are never in one chunk
 * @param title null if it names none
 * @param author several separated by {@code "; "}; null if it names none
 * @param language as it says, such as {@code en-GB}; null if it does not
 */
public record ParsedDocument(
    String text, List<Place> places, String title, String author, String language) {

  public ParsedDocument {
    Objects.requireNonNull(text);
    places = List.copyOf(places);
  }

  /** A plain text: no places, nothing said about itself. */
  public static ParsedDocument of(String text) {
    return new ParsedDocument(text, List.of(), null, null, null);
  }

  /** The place that holds at an offset; page 0 and no chapter before the first. */
  Place at(int offset) {
    Place found = new Place(0, 0, null);
    int low = 0;
    int high = places.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (places.get(middle).from() <= offset) {
        found = places.get(middle);
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return found;
  }
}
