package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One moment of the index as a reader sees it: the set of cells, and the version that decides which
 * entries exist.
 *
 * @param taken the lists themselves when they were taken at once; null when each is taken as it is
 *     needed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Moment(Cells cells, long version, Cell[] taken) {

  /** The set of cells: changes as a whole when cells are split or merged. */
  record Cells(TrainedIndex trained, Shape shape, AtomicReferenceArray<Cell> lists) {

    int count() {
      return lists.length();
    }
  }

  /** Thrown, without a stack, at a reader whose moment a compaction has overtaken. */
  static final class Outrun extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final Outrun SIGNAL = new Outrun();

    private Outrun() {
      super(null, null, false, false);
    }
  }

  TrainedIndex trained() {
    return cells.trained();
  }

  /** The entries of a cell, among them all that exist at this moment. */
  Cell cell(int number) {
    return taken == null ? take(number) : taken[number];
  }

  private Cell take(int number) {
    Cell cell = cells.lists().get(number);
    if (cell.since() > version) {
      throw Outrun.SIGNAL;
    }
    return cell;
  }

  /** The same moment with all its lists in hand: no compaction overtakes it any more. */
  Moment pinned() {
    Cell[] all = new Cell[cells.count()];
    for (int i = 0; i < all.length; i++) {
      all[i] = take(i);
    }
    return new Moment(cells, version, all);
  }
}
