package io.nearfield.index.search;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds entries by id for readers.
 *
 * <p>The {@link Locator} of an index is made when something first needs it: by the first change, or
 * by the first look-up of a reader, which takes O(entries) then. A reader does not wait for a
 * change under way: it makes one of the moment it sees, and leaves it to others only if nothing has
 * changed since. So several may be made at once, at the very beginning.
 */
final class LiveLookup {

  private final LiveState state;

  LiveLookup(LiveState state) {
    this.state = state;
  }

  /** Whether there is an entry of this id. */
  boolean contains(long id) {
    return places().find(id) != Locator.NOWHERE;
  }

  /** What the index keeps of an entry; null when there is no such entry. */
  float[] vector(long id) {
    while (true) {
      long place = places().find(id);
      if (place == Locator.NOWHERE) {
        return null;
      }
      Moment moment = state.now();
      int cell = Locator.cell(place);
      if (cell < moment.cells().count()) {
        Part[] parts = moment.cells().lists().get(cell).parts();
        int part = Locator.part(place);
        int slot = Locator.slot(place);
        if (part < parts.length && slot < parts[part].size && parts[part].storage.id(slot) == id) {
          return Kept.vector(moment.trained(), moment.cells().shape(), cell, parts[part], slot);
        }
      }
      Thread.onSpinWait(); // it was moved between the two look-ups; its new place follows at once
    }
  }

  /**
   * Makes candidates of all entries of a moment that pass a filter, one look-up each.
   *
   * @return false when that is not to be had because of changes at the same time
   */
  boolean locate(Moment moment, IdFilter filter, Scratch scratch) {
    Locator shared = state.locator;
    if (shared == null) {
      Moment pinned = moment.pinned();
      return new Locating(pinned, makeFor(pinned), scratch).all(filter);
    }
    long moves = state.moves;
    return moves % 2 == 0
        && new Locating(moment, shared, scratch).all(filter)
        && state.moves == moves
        && state.begun == moment.version();
  }

  private Locator places() {
    Locator shared = state.locator;
    return shared == null ? makeFor(state.now().pinned()) : shared;
  }

  /** The places at a pinned moment, left to others where they are still true. */
  private Locator makeFor(Moment moment) {
    Locator own = at(state, moment);
    ReentrantLock writer = state.writer;
    if (writer.tryLock()) {
      try {
        if (state.locator == null && unchanged(moment)) {
          state.locator = own;
        }
      } finally {
        writer.unlock();
      }
    }
    return own;
  }

  /** Whether nothing was changed or compacted since, which only the writer can be sure of. */
  @SuppressWarnings("ReferenceEquality") // the same lists, not ones like them
  private boolean unchanged(Moment moment) {
    Moment.Cells cells = state.cells;
    boolean same = state.begun == moment.version() && cells.lists() == moment.cells().lists();
    for (int cell = 0; same && cell < cells.count(); cell++) {
      same = cells.lists().get(cell) == moment.cell(cell);
    }
    return same;
  }

  /** The places of all entries of a moment. */
  static Locator at(LiveState state, Moment moment) {
    Locator places = new Locator(state.size.get());
    for (int cell = 0; cell < moment.cells().count(); cell++) {
      add(places, cell, moment.cell(cell), moment.version());
    }
    state.backing.check();
    return places;
  }

  /** Adds where the entries of a cell lie that exist at a version. */
  static void add(Locator places, int cell, Cell list, long version) {
    for (int part = 0; part < list.parts().length; part++) {
      Part entries = list.parts()[part];
      for (int slot = 0; slot < entries.size; slot++) {
        if (entries.exists(slot, version)) {
          places.put(entries.storage.id(slot), Locator.place(cell, part, slot));
        }
      }
    }
  }
}
