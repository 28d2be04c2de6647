package io.nearfield.connect.annotation;

/** Small readings of words and numbers. */
final class Texts {

  private Texts() {}

  /** The number, or NaN if it is none. */
  static double number(String text) {
    try {
      return text == null ? Double.NaN : Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Without blanks around it; null if nothing is left. */
  static String orNull(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  static String oneLine(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }
}
