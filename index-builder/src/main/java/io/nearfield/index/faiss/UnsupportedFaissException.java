package io.nearfield.index.faiss;

/** A FAISS file may be sound, but holds something that no index here can stand for. */
public final class UnsupportedFaissException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param file the file, as the user named it
   * @param offset where in it, in bytes
   * @param reason what it holds, and what is supported instead
   */
  public UnsupportedFaissException(String file, long offset, String reason) {
    super("Cannot read FAISS file '%s': %s (at offset %d)".formatted(file, reason, offset));
    this.offset = offset;
  }

  /** Where, in bytes from the beginning of the file. */
  public long offset() {
    return offset;
  }
}
