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

  /**
   * A picture, or a part of one, that is decoded already: upright, without transparency. Every
   * model that takes an {@link Image} takes this.
   *
   * @param rgb row-major height x width x 3
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Pixels(int width, int height, byte[] rgb) implements Content {
    public Pixels {
      if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
        throw new IllegalArgumentException(
            "Cannot embed a picture of "
                + width
                + " x "
                + height
                + " pixels in "
                + rgb.length
                + " bytes");
      }
    }
  }
}
