package io.nearfield.connect.onnx;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps a native object alive while it is used: any number of threads use it at once, closing waits
 * for them, and whoever comes later gets an exception where the library would crash the process.
 */
final class NativeGuard {

  private final String what;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Guards an open object.
   *
   * @param what names it in messages: {@code "model 'minilm'"}
   */
  NativeGuard(String what) {
    this.what = what;
  }

  <T> T whileOpen(Supplier<T> use) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("Cannot use " + what + ": it is closed");
      }
      return use.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs {@code release} once, however often it is called. */
  void close(Runnable release) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        release.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
