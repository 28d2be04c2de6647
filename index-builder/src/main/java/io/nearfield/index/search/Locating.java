package io.nearfield.index.search;

import java.util.Arrays;

/** Finds the entries of given ids at one moment, as candidates. */
final class Locating {

  private final Moment moment;
  private final Locator locator;
  private final Scratch scratch;

  Locating(Moment moment, Locator locator, Scratch scratch) {
    this.moment = moment;
    this.locator = locator;
    this.scratch = scratch;
  }

  /**
   * All that pass the filter.
   *
   * @return false when one of them moved meanwhile
   */
  boolean all(IdFilter filter) {
    long[] found = new long[(int) filter.count()];
    int[] count = new int[1];
    filter.forEach(
        id -> {
          long place = locator.find(id);
          if (place != Locator.NOWHERE) {
            found[count[0]++] = place;
          }
        });
    Arrays.sort(found, 0, count[0]);
    scratch.candidates.reset(Math.max(1, count[0]), Float.NEGATIVE_INFINITY);
    int number = -1;
    for (int i = 0; i < count[0]; i++) {
      long place = found[i];
      int cell = Locator.cell(place);
      int slot = Locator.slot(place);
      if (i == 0 || place >>> 24 != found[i - 1] >>> 24) {
        if (cell >= moment.cells().count()
            || Locator.part(place) >= moment.cell(cell).parts().length) {
          return false;
        }
        number = scratch.parts.add(moment.cell(cell).parts()[Locator.part(place)], cell);
      }
      Part part = scratch.parts.part(number);
      if (slot >= part.size
          || !part.exists(slot, moment.version())
          || !filter.test(part.storage.id(slot))) {
        return false;
      }
      scratch.candidates.offer(0, Parts.entry(number, slot));
    }
    return true;
  }
}
