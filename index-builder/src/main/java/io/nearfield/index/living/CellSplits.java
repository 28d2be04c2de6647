package io.nearfield.index.living;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.search.CellEntries;
import io.nearfield.index.search.CellView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts cells in two and lets entries cross the new borders.
 *
 * <p>A split moves centroids, so entries may find themselves in a cell that is no longer their
 * nearest. LIRE (SPFresh) names the only two ways in which that can happen when all was well
 * before. With o the centroid that went and c, c' those that came: an entry of the cell itself may
 * be nearer to a neighbour's centroid only if |x - o| is at most |x - c|, c its own new one; an
 * entry of a neighbour only if it is nearer to c or c' than to o. The first are compared with all
 * cells around; the second with c and c' and their own, which decides it.
 */
final class CellSplits {

  private static final int ATTEMPTS = 4;

  private final VectorIndex index;
  private final Progress progress;

  CellSplits(VectorIndex index, Progress progress) {
    this.index = index;
    this.progress = progress;
  }

  /** A cell and the two that take its place. */
  private record Cut(ViewedCell cell, float[] centroid, TwoMeans means) {

    int[] rows(boolean second) {
      int d = centroid.length;
      return IntStream.range(0, cell.size())
          .filter(i -> means.nearerToSecond(cell.vectors().values(), i * d) == second)
          .toArray();
    }
  }

  /**
   * Splits cells, all in one step for readers if nobody changes one of them meanwhile, else one by
   * one.
   *
   * @return those that were not split: their vectors are all the same, or someone was always faster
   */
  List<Integer> split(List<Integer> cells) {
    List<Integer> whole = new ArrayList<>();
    List<Cut> cuts = cuts(cells, whole);
    if (cuts.isEmpty() || replace(cuts)) {
      return whole;
    }
    for (Cut cut : cuts) {
      List<Integer> one = List.of(cut.cell().number());
      boolean done = false;
      for (int attempt = 0; !done && attempt < ATTEMPTS; attempt++) {
        List<Cut> again = cuts(one, new ArrayList<>());
        done = !again.isEmpty() && replace(again);
      }
      if (!done) {
        whole.addAll(one);
      }
    }
    return whole;
  }

  private List<Cut> cuts(List<Integer> cells, List<Integer> whole) {
    TrainedIndex trained = index.trained();
    List<Cut> cuts = new ArrayList<>();
    for (int number : cells.stream().sorted().toList()) {
      ViewedCell cell = ViewedCell.of(index, trained, number);
      progress.checked += cell.size();
      TwoMeans means = cell.size() < 2 ? null : TwoMeans.of(cell.vectors());
      if (means == null) {
        whole.add(number);
      } else {
        cuts.add(new Cut(cell, trained.centroids().row(number), means));
      }
    }
    return cuts;
  }

  private boolean replace(List<Cut> cuts) {
    TrainedIndex before = index.trained();
    int d = before.dimension();
    int n = cuts.size();
    float[] centroids = new float[2 * n * d];
    List<CellView> out = new ArrayList<>();
    CellEntries[] in = new CellEntries[2 * n];
    for (int i = 0; i < n; i++) {
      Cut cut = cuts.get(i);
      out.add(cut.cell().view());
      System.arraycopy(cut.means().first(), 0, centroids, i * d, d);
      System.arraycopy(cut.means().second(), 0, centroids, (n + i) * d, d);
    }
    VectorBatch came = new VectorBatch(centroids, d);
    for (int i = 0; i < 2 * n; i++) {
      Cut cut = cuts.get(i % n);
      int[] rows = cut.rows(i >= n);
      int[] centroidOf = new int[rows.length];
      Arrays.fill(centroidOf, i);
      in[i] = cut.cell().encoded(before, rows, came, centroidOf);
    }
    if (!index.replaceCells(out, came, List.of(in))) {
      return false;
    }
    progress.splits += n;
    // The first parts have taken the numbers of the cells that went, the second ones follow after
    // all others.
    for (int i = 0; i < n; i++) {
      cross(cuts.get(i), cuts.get(i).cell().number(), before.cells() + i);
    }
    return true;
  }

  private void cross(Cut cut, int first, int second) {
    TrainedIndex trained = index.trained();
    VectorBatch centroids = trained.centroids();
    Neighbourhood all = Neighbourhood.of(centroids, cut.centroid(), cell -> true);
    leave(cut, first, all, trained);
    leave(cut, second, all, trained);
    for (int cell : all.cells()) {
      if (cell != first && cell != second) {
        enter(cell, first, second, trained);
      }
    }
  }

  /** Entries of a cell that came, if they were nearer to the centroid that went. */
  private void leave(Cut cut, int number, Neighbourhood around, TrainedIndex trained) {
    ViewedCell cell = ViewedCell.of(index, trained, number);
    Moves moves = new Moves(cell);
    int d = trained.dimension();
    float[] values = cell.vectors().values();
    for (int row = 0; row < cell.size(); row++) {
      float own = Neighbourhood.distance(trained.centroids(), values, row * d, number);
      if (VectorKernels.squaredL2(values, row * d, cut.centroid(), 0, d) <= own) {
        int nearest = around.nearest(values, row * d);
        if (Neighbourhood.distance(trained.centroids(), values, row * d, nearest) < own) {
          moves.add(row, nearest);
        }
      }
    }
    progress.checked += cell.size();
    progress.reassigned += moves.apply(index, trained);
  }

  /** Entries of a neighbour that are nearer to one of the cells that came. */
  private void enter(int number, int first, int second, TrainedIndex trained) {
    ViewedCell cell = ViewedCell.of(index, trained, number);
    VectorBatch centroids = trained.centroids();
    Moves moves = new Moves(cell);
    int d = trained.dimension();
    float[] values = cell.vectors().values();
    for (int row = 0; row < cell.size(); row++) {
      float toFirst = Neighbourhood.distance(centroids, values, row * d, first);
      float toSecond = Neighbourhood.distance(centroids, values, row * d, second);
      if (Math.min(toFirst, toSecond)
          < Neighbourhood.distance(centroids, values, row * d, number)) {
        moves.add(row, toSecond < toFirst ? second : first);
      }
    }
    progress.checked += cell.size();
    progress.reassigned += moves.apply(index, trained);
  }
}
