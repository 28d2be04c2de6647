package io.nearfield.index.living;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.CellView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Dissolves cells: each entry moves to the nearest of the cells around that stay, then the empty
 * cell goes. No other entry is concerned, since no centroid came or moved (SPFresh).
 */
final class CellMerges {

  private static final int ATTEMPTS = 4;

  private final VectorIndex index;
  private final Progress progress;

  CellMerges(VectorIndex index, Progress progress) {
    this.index = index;
    this.progress = progress;
  }

  /**
   * Dissolves cells; at least one other must stay.
   *
   * @return whether at least one went; one to which someone keeps adding does not
   */
  boolean dissolve(List<Integer> cells) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      TrainedIndex trained = index.trained();
      Set<Integer> going = new HashSet<>(cells);
      for (int cell : cells) {
        empty(cell, going, trained);
      }
      List<CellView> empty = new ArrayList<>();
      for (int cell : cells) {
        CellView view = index.cell(cell);
        if (view.size() == 0) {
          empty.add(view);
        }
      }
      VectorBatch none = VectorBatch.empty(trained.dimension());
      if (!empty.isEmpty() && index.replaceCells(empty, none, List.of())) {
        progress.merges += empty.size();
        return true;
      }
    }
    return false;
  }

  private void empty(int number, Set<Integer> going, TrainedIndex trained) {
    ViewedCell cell = ViewedCell.of(index, trained, number);
    if (cell.size() == 0) {
      return;
    }
    int d = trained.dimension();
    Neighbourhood around =
        Neighbourhood.of(
            trained.centroids(), trained.centroids().row(number), c -> !going.contains(c));
    Moves moves = new Moves(cell);
    float[] values = cell.vectors().values();
    for (int row = 0; row < cell.size(); row++) {
      moves.add(row, around.nearest(values, row * d));
    }
    progress.checked += cell.size();
    moves.apply(index, trained);
  }
}
