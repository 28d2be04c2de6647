package io.nearfield.connect.filter;

/** Messages about a filter, with the place. */
final class FilterErrors {

  private static final int SHOWN = 120;

  private FilterErrors() {}

  /**
   * @param position of the character, from 1
   */
  static IllegalArgumentException at(String expression, int position, String problem) {
    return new IllegalArgumentException(
        "Cannot read filter \""
            + shortened(expression)
            + "\" at character "
            + position
            + ": "
            + problem);
  }

  /** At most so many characters, on one line. */
  static String shortened(String text) {
    return (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...")
        .replaceAll("\\s+", " ");
  }
}
