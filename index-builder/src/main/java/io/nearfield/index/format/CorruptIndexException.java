package io.nearfield.index.format;

/** Bytes are not what they claim to be. Says what was read, where, and what is wrong there. */
public final class CorruptIndexException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param what what was read: {@code trained index}, {@code vector}
   * @param offset in bytes from its beginning
   * @param reason what is wrong there
   */
  public CorruptIndexException(String what, long offset, String reason) {
    super("Cannot read %s: %s at offset %d".formatted(what, reason, offset));
    this.offset = offset;
  }

  /** Where, in bytes from the beginning of what was read. */
  public long offset() {
    return offset;
  }
}
