package io.nearfield.index.search;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All entries of an index as they are now: what {@link LiveWriter} changes while any number of
 * {@link LiveReader}s look.
 *
 * <p>Every change makes a version. The writer first puts the entries in their lists, then publishes
 * the version; a reader first takes the version, then the lists. So the lists hold all that exists
 * at that version, and the lives of the entries tell what does.
 */
final class LiveState {

  /** Held by the one thread that changes something. Readers may try it, but never wait for it. */
  final ReentrantLock writer = new ReentrantLock();

  final Backing backing;
  final AtomicLong size = new AtomicLong();
  final AtomicLong dead = new AtomicLong();
  volatile Moment.Cells cells;
  volatile long begun; // the version that is being made, or the last that was
  volatile long version;
  volatile long
      moves; // odd while entries get other places: a reader of places looks before and after
  volatile Locator locator; // null until something needs it; from then on the writer keeps it true

  LiveState(Moment.Cells cells, Backing backing) {
    this.cells = cells;
    this.backing = backing;
  }

  /** The newest moment. */
  Moment now() {
    long now = version; // first: the cells read after it are at least as new
    return new Moment(cells, now, null);
  }
}
