package io.nearfield.connect.onnx;

/** Other people's messages, made fit for one line of ours. */
final class Messages {

  private static final int MAX = 300;

  private Messages() {}

  /** The message, or the type if there is none; control characters and line ends become spaces. */
  static String oneLine(Throwable e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName();
    }
    String line = message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= MAX ? line : line.substring(0, MAX) + "...";
  }
}
