package io.nearfield.jobs.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The secret that callers bring as {@code Authorization: Bearer ...}. Compared by its hash, in a
 * time that tells nothing of how much was right. Immutable and thread-safe.
 */
public final class BearerToken {

  /** What is shorter can be guessed. */
  public static final int SHORTEST = 16;

  private static final String SCHEME = "Bearer ";

  private final byte[] hash;

  private BearerToken(String secret) {
    this.hash = sha256(secret);
  }

  /**
   * @param where it came from, for messages
   * @throws IllegalArgumentException if it is short or holds other characters than printable ones
   */
  public static BearerToken of(String secret, String where) {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "Cannot use a token of "
              + secret.length()
              + " characters ("
              + where
              + "): at least "
              + SHORTEST
              + " are needed; make one with 'openssl rand -hex 32'");
    }
    if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "Cannot use the token (" + where + "): it holds a blank or another than ASCII character");
    }
    return new BearerToken(secret);
  }

  /** The first line of a file. */
  public static BearerToken read(Path file) {
    try {
      return of(
          Files.readString(file).lines().findFirst().orElse("").strip(), "--token-file " + file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot read token file '" + file + "': " + e + " (--token-file)", e);
    }
  }

  /** Whether a header is the scheme and this secret. */
  boolean accepts(String authorizationOrNull) {
    boolean scheme =
        authorizationOrNull != null
            && authorizationOrNull.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    String given = scheme ? authorizationOrNull.substring(SCHEME.length()).strip() : "";
    return MessageDigest.isEqual(hash, sha256(given)) && scheme;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
