package io.nearfield.connect.filter;

/** Messages about a filter, with the place. */
final class FilterErrors {

  private static final int SHOWN = 120;

  private FilterErrors() {}

  /**
   * @param position of the character, from 1
   */
  static IllegalArgumentException at(String expression, int position, String problem) {
    String shown =
        expression.length() <= SHOWN ? expression : expression.substring(0, SHOWN) + "...";
    return new IllegalArgumentException(
        "Cannot read filter \""
            + shown.replaceAll("\\s+", " ")
            + "\" at character "
            + position
            + ": "
            + problem);
  }
}
