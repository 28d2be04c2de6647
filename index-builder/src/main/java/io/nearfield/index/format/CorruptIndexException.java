package io.nearfield.index.format;

import java.nio.file.Path;
import java.util.Optional;

/** Bytes are not what they claim to be. Says what was read, where, and what is wrong there. */
public final class CorruptIndexException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String file; // a path is not serializable; null when the bytes were no file's
  private final long offset;
  private final String reason;

  /**
   * @param what what was read: {@code trained index}, {@code vector}
   * @param offset in bytes from its beginning
   * @param reason what is wrong there
   */
  public CorruptIndexException(String what, long offset, String reason) {
    super("Cannot read %s: %s at offset %d".formatted(what, reason, offset));
    this.file = null;
    this.offset = offset;
    this.reason = reason;
  }

  /**
   * @param what what kind of file: {@code index file}, {@code vector file}
   * @param offset in bytes from the file's beginning
   * @param reason what is wrong there
   */
  public CorruptIndexException(String what, Path file, long offset, String reason) {
    super("Cannot read %s '%s': %s at offset %d".formatted(what, file, reason, offset));
    this.file = file.toString();
    this.offset = offset;
    this.reason = reason;
  }

  /** The file that was read; empty when the bytes did not come from one. */
  public Optional<Path> file() {
    return Optional.ofNullable(file).map(Path::of);
  }

  /** What is wrong there. */
  public String reason() {
    return reason;
  }

  /** Where, in bytes from the beginning of what was read. */
  public long offset() {
    return offset;
  }
}
