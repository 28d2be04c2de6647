package io.nearfield.connect.image;

import java.util.concurrent.Semaphore;

/**
 * How much memory the decoders of this process may hold at once: a third of the heap. Tasks that
 * would need more wait for others to finish; one that alone needs more is refused.
 */
final class DecodeMemory {

  private static final int KIB = 1024;

  static final DecodeMemory OF_PROCESS = new DecodeMemory(Runtime.getRuntime().maxMemory() / 3);

  private final long budget;
  private final Semaphore free;

  DecodeMemory(long bytes) {
    this.budget = bytes;
    this.free = new Semaphore(permits(bytes), true);
  }

  /**
   * Waits until so much is free and takes it.
   *
   * @return what to run to give it back, once
   * @throws PictureException if there will never be so much
   */
  Runnable take(long bytes, int width, int height) throws InterruptedException {
    if (bytes > budget) {
      throw PictureException.tooLarge(
          width
              + " x "
              + height
              + " pixels need "
              + (bytes >> 20)
              + " MiB to decode, and this process gives decoders at most "
              + (budget >> 20)
              + " MiB, a third of its heap");
    }
    int permits = permits(bytes);
    free.acquire(permits);
    return () -> free.release(permits);
  }

  private static int permits(long bytes) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / KIB));
  }
}
