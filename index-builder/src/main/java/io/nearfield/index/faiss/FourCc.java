package io.nearfield.index.faiss;

/** The four characters by which a FAISS file says what follows. */
final class FourCc {

  private FourCc() {}

  /** The four bytes as they are read: a little-endian number, the first character lowest. */
  static int of(String text) {
    int code = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      code |= text.charAt(i) << (i * Byte.SIZE);
    }
    return code;
  }

  /** The characters, anything that is no letter or digit as {@code \xNN}. */
  static String text(int code) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Integer.BYTES; i++) {
      char character = (char) (code >>> (i * Byte.SIZE) & 255);
      boolean plain = character < 128 && Character.isLetterOrDigit(character);
      text.append(plain ? String.valueOf(character) : "\\x%02x".formatted((int) character));
    }
    return text.toString();
  }
}
