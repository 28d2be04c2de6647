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
 * Puts one or two centroids in the place of a cell's and lets entries cross the borders that moved.
 *
 * <p>An entry may then be in a cell that is no longer its nearest. LIRE (SPFresh) names the only
 * two ways in which that can happen when all was well before. With o the centroid that went and C
 * those that came: an entry of the cell itself may be nearer to a neighbour's centroid only if |x -
 * o| is at most |x - c|, c its own new one; an entry of a neighbour only if it is nearer to one of
 * C than to o. The first are compared with all cells around; the second with C and their own, which
 * decides it.
 */
final class CellReplacement {

  private static final int ATTEMPTS = 4;
  private static final int ROWS_PER_BLOCK = 64;

  private final VectorIndex index;
  private final Progress progress;
  private final Means means;
  private final int patience;
  private int done;

  /** Says what comes in the place of a cell's centroid. */
  @FunctionalInterface
  interface Means {
    /** One or two centroids, each the nearest to some of the entries; none to leave the cell. */
    List<float[]> of(VectorBatch vectors, float[] centroid);
  }

  /**
   * @param patience the cells around are looked at from the nearest on, until so many in a row give
   *     nothing
   */
  CellReplacement(VectorIndex index, Progress progress, Means means, int patience) {
    this.index = index;
    this.progress = progress;
    this.means = means;
    this.patience = patience;
  }

  /** A cell and the centroids that take its place. */
  private record Cut(ViewedCell cell, VectorBatch vectors, float[] centroid, List<float[]> means) {

    /** The entries that are nearest to one of the means, the first of a tie. */
    int[] rows(int mean) {
      int d = centroid.length;
      float[] values = vectors.values();
      return IntStream.range(0, cell.size()).filter(i -> nearest(values, i * d) == mean).toArray();
    }

    private int nearest(float[] values, int from) {
      int d = centroid.length;
      return means.size() > 1
              && VectorKernels.squaredL2(values, from, means.get(1), 0, d)
                  < VectorKernels.squaredL2(values, from, means.get(0), 0, d)
          ? 1
          : 0;
    }
  }

  /** How many cells were replaced so far. */
  int done() {
    return done;
  }

  /**
   * Replaces cells, all in one step for readers if nobody changes one of them meanwhile, else one
   * by one.
   *
   * @return those that were not: they are to be left, or someone was always faster
   */
  List<Integer> replace(List<Integer> cells) {
    List<Integer> left = new ArrayList<>();
    List<Cut> cuts = cuts(cells, left);
    if (cuts.isEmpty() || replaced(cuts)) {
      return left;
    }
    for (Cut cut : cuts) {
      List<Integer> one = List.of(cut.cell().number());
      boolean gone = false;
      for (int attempt = 0; !gone && attempt < ATTEMPTS; attempt++) {
        List<Cut> again = cuts(one, new ArrayList<>());
        gone = !again.isEmpty() && replaced(again);
      }
      if (!gone) {
        left.addAll(one);
      }
    }
    return left;
  }

  private List<Cut> cuts(List<Integer> cells, List<Integer> left) {
    TrainedIndex trained = index.trained();
    List<Cut> cuts = new ArrayList<>();
    for (int number : cells.stream().sorted().toList()) {
      ViewedCell cell = ViewedCell.of(index, trained, number);
      progress.checked += cell.size();
      float[] centroid = trained.centroids().row(number);
      VectorBatch vectors = cell.vectors();
      List<float[]> came = cell.size() == 0 ? List.of() : means.of(vectors, centroid);
      if (came.isEmpty()) {
        left.add(number);
      } else {
        cuts.add(new Cut(cell, vectors, centroid, came));
      }
    }
    return cuts;
  }

  private boolean replaced(List<Cut> cuts) {
    TrainedIndex before = index.trained();
    List<CellView> out = new ArrayList<>();
    List<float[]> centroids = new ArrayList<>();
    List<CellEntries> in = new ArrayList<>();
    List<int[]> numbers = new ArrayList<>();
    // Those that come first take the numbers of those that go; all others follow after the last.
    for (Cut cut : cuts) {
      out.add(cut.cell().view());
      centroids.add(cut.means().get(0));
      in.add(entries(cut, 0));
    }
    int next = before.cells();
    for (Cut cut : cuts) {
      int number = cut.cell().number();
      if (cut.means().size() == 1) {
        numbers.add(new int[] {number});
      } else {
        centroids.add(cut.means().get(1));
        in.add(entries(cut, 1));
        numbers.add(new int[] {number, next++});
      }
    }
    if (!index.replaceCells(out, VectorBatch.ofRows(centroids), in)) {
      return false;
    }
    done += cuts.size();
    for (int i = 0; i < cuts.size(); i++) {
      cross(cuts.get(i), numbers.get(i));
    }
    return true;
  }

  private static CellEntries entries(Cut cut, int mean) {
    int[] rows = cut.rows(mean);
    VectorBatch centroid = VectorBatch.ofRows(List.of(cut.means().get(mean)));
    return cut.cell().encoded(rows, centroid, new int[rows.length]);
  }

  private void cross(Cut cut, int[] came) {
    TrainedIndex trained = index.trained();
    Neighbourhood around = Neighbourhood.of(trained.centroids(), cut.centroid(), cell -> true);
    for (int cell : came) {
      leave(cut, cell, around, trained);
    }
    int quiet = 0;
    for (int cell : around.cells()) {
      if (quiet < patience && Arrays.stream(came).noneMatch(c -> c == cell)) {
        quiet = enter(cell, came, trained) > 0 ? 0 : quiet + 1;
      }
    }
  }

  /** Decides for one vector which cell it belongs to. */
  @FunctionalInterface
  private interface Choice {
    int cell(float[] values, int from);
  }

  /** Entries of a cell that came, if they were nearer to the centroid that went. */
  private void leave(Cut cut, int number, Neighbourhood around, TrainedIndex trained) {
    VectorBatch centroids = trained.centroids();
    int d = trained.dimension();
    moveWhere(
        number,
        trained,
        (values, from) -> {
          float own = Neighbourhood.distance(centroids, values, from, number);
          if (VectorKernels.squaredL2(values, from, cut.centroid(), 0, d) > own) {
            return number;
          }
          int nearest = around.nearest(values, from);
          return Neighbourhood.distance(centroids, values, from, nearest) < own ? nearest : number;
        });
  }

  /** Entries of a neighbour that are nearer to one of the cells that came. */
  private int enter(int number, int[] came, TrainedIndex trained) {
    VectorBatch centroids = trained.centroids();
    return moveWhere(
        number,
        trained,
        (values, from) -> {
          float least = Neighbourhood.distance(centroids, values, from, number);
          int nearest = number;
          for (int other : came) {
            float distance = Neighbourhood.distance(centroids, values, from, other);
            if (distance < least) {
              least = distance;
              nearest = other;
            }
          }
          return nearest;
        });
  }

  /** Moves the entries of a cell that belong to others; returns how many. */
  private int moveWhere(int number, TrainedIndex trained, Choice choice) {
    ViewedCell cell = ViewedCell.of(index, trained, number);
    Moves moves = new Moves(cell);
    int d = trained.dimension();
    float[] block = new float[Math.min(ROWS_PER_BLOCK, cell.size()) * d];
    for (int from = 0; from < cell.size(); from += ROWS_PER_BLOCK) {
      int count = Math.min(ROWS_PER_BLOCK, cell.size() - from);
      cell.vectors(from, count, block);
      for (int i = 0; i < count; i++) {
        int chosen = choice.cell(block, i * d);
        if (chosen != number) {
          moves.add(from + i, chosen);
        }
      }
    }
    progress.checked += cell.size();
    int moved = moves.apply(index, trained);
    progress.reassigned += moved;
    return moved;
  }
}
