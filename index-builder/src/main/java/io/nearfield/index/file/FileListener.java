package io.nearfield.index.file;

/** Hears how far the work on a file is. Called by one thread at a time, about once per MiB. */
@FunctionalInterface
public interface FileListener {

  /** Hears nothing. */
  FileListener SILENT = (done, total) -> {};

  /**
   * Some more is done.
   *
   * @param done bytes so far
   * @param total bytes in all; the last call has done equal to it
   */
  void progress(long done, long total);
}
