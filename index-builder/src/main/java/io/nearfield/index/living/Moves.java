package io.nearfield.index.living;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorIndex;
import java.util.Arrays;

/** Entries of one cell that are to move to others; collected, then moved in one step. */
final class Moves {

  private final ViewedCell from;
  private final int[] rows;
  private final int[] to;
  private int count;

  Moves(ViewedCell from) {
    this.from = from;
    this.rows = new int[from.size()];
    this.to = new int[from.size()];
  }

  void add(int row, int cell) {
    rows[count] = row;
    to[count++] = cell;
  }

  /** Moves them; returns how many were still where they were seen. */
  int apply(VectorIndex index, TrainedIndex trained) {
    if (count == 0) {
      return 0;
    }
    int[] which = Arrays.copyOf(rows, count);
    int[] cells = Arrays.copyOf(to, count);
    return index.moveEntries(
        from.view(), which, cells, from.encoded(which, trained.centroids(), cells));
  }
}
