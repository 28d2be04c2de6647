package io.nearfield.index.living;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.CellLoad;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much each cell has changed since its centroid was last compared with its entries, as far as
 * its counts of living and dead entries show. Cells change their numbers, so they are known by
 * their centroids. Not thread-safe.
 */
final class Churn {

  private static final double SHARE_WORTH_A_LOOK = 0.25;

  private float[] hashed; // the centroids that the hashes are of
  private int[] hashes = {};
  private Map<Integer, Seen> cells = new HashMap<>();

  /** What a cell held when it was last counted, and how many entries came and went until then. */
  private record Seen(int living, int dead, long changes) {}

  /** Counts what has changed; a cell that was never seen has changed altogether. */
  void count(TrainedIndex trained, List<CellLoad> loads) {
    update(trained, loads, false);
  }

  /** Counts what has changed; a cell that was never seen is as it should be. */
  void settle(TrainedIndex trained, List<CellLoad> loads) {
    update(trained, loads, true);
  }

  private void update(TrainedIndex trained, List<CellLoad> loads, boolean settled) {
    Map<Integer, Seen> now = new HashMap<>();
    for (int cell = 0; cell < loads.size(); cell++) {
      CellLoad load = loads.get(cell);
      Seen before = cells.get(hash(trained, cell));
      long changes = settled ? 0 : load.living();
      if (before != null) {
        changes =
            before.changes()
                + Math.abs(load.living() - before.living())
                + Math.max(0, load.dead() - before.dead());
      }
      now.put(hash(trained, cell), new Seen(load.living(), load.dead(), changes));
    }
    cells = now;
  }

  /** Whether enough has changed in a cell for its centroid to be looked at. */
  boolean worthALook(TrainedIndex trained, int cell) {
    Seen seen = cells.get(hash(trained, cell));
    return seen != null && seen.changes() > SHARE_WORTH_A_LOOK * seen.living();
  }

  /** The centroid of this cell was compared with its entries. */
  void looked(TrainedIndex trained, int cell) {
    cells.computeIfPresent(
        hash(trained, cell), (hash, seen) -> new Seen(seen.living(), seen.dead(), 0));
  }

  /** What a cell is known by while its number may change. */
  int hash(TrainedIndex trained, int cell) {
    float[] values = trained.centroids().values();
    if (values != hashed) {
      int[] rows = new int[trained.cells()];
      int d = trained.dimension();
      for (int i = 0; i < rows.length; i++) {
        int hash = 1;
        for (int j = i * d; j < (i + 1) * d; j++) {
          hash = 31 * hash + Float.floatToRawIntBits(values[j]);
        }
        rows[i] = hash;
      }
      hashes = rows;
      hashed = values;
    }
    return hashes[cell];
  }
}
