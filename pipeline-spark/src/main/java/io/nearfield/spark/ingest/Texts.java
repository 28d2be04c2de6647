package io.nearfield.spark.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a text must be to be an item, and what identifies it. */
final class Texts {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Texts() {}

  /** Returns why this text cannot be an item, or null if it can. */
  static Refusal check(String text, int maxLength) {
    if (text == null || text.isBlank()) {
      return new Refusal("empty-text", "Cannot take an empty text; there is nothing to embed");
    }
    if (text.length() > maxLength) {
      return tooLarge(text.length() + " characters", maxLength);
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return new Refusal(
          "malformed-encoding", "Cannot take the text: it holds half of a surrogate pair");
    }
    return null;
  }

  static Refusal tooLarge(String size, int maxLength) {
    return new Refusal(
        "too-large",
        "Cannot take a text of "
            + size
            + ": at most "
            + maxLength
            + " characters are allowed; split it");
  }

  /** UTF-8, strictly, without a byte order mark at the start. */
  static String decode(byte[] bytes, int length) throws CharacterCodingException {
    String text =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes, 0, length))
            .toString();
    return withoutMark(text);
  }

  static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  static Refusal notUtf8() {
    return new Refusal(
        "malformed-encoding", "Cannot read it as UTF-8: it holds other bytes; convert it to UTF-8");
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An id for a row that has none: the same for the same content. */
  static String idOf(String canonicalContent) {
    return sha256(canonicalContent).substring(0, 32);
  }

  /** Lower-case hex. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
