package io.nearfield.connect.api;

/** What an embedding model is given: words or a picture. */
public sealed interface Content {

  /** A text, not blank. */
  record Text(String text) implements Content {
    public Text {
      if (text == null || text.isBlank()) {
        throw new IllegalArgumentException("Cannot embed an empty text");
      }
    }
  }

  /** An encoded picture (PNG, JPEG, ...), as its file holds it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, handed straight to the decoder
  record Image(byte[] bytes) implements Content {}
}
