package io.nearfield.index.file;

/** Tells a listener how far the work on a file is; by one thread. */
final class Progress {

  private final FileListener listener;
  private final long total;
  private long done;

  Progress(FileListener listener, long total) {
    this.listener = listener;
    this.total = total;
  }

  void advance(long bytes) {
    if (bytes > 0) {
      done += bytes;
      listener.progress(done, total);
    }
  }
}
