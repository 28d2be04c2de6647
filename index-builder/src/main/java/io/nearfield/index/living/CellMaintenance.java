package io.nearfield.index.living;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.CellLoad;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Keeps the cells of an index as good as if it had been trained on what it holds now: cells that
 * have outgrown their bounds are split, those that have shrunk below them dissolve, centroids
 * follow their entries, lists with many dead ones are rewritten. Work is local: a split looks at
 * its own entries and at those of the {@link Neighbourhood#REACH} cells around.
 *
 * <p>Searches are never blocked, and each sees every entry once whatever moves; changes wait for
 * single steps only, of a few milliseconds. Deterministic: the same index, bounds and budget give
 * the same cells. One instance per index; its rounds follow one another.
 *
 * <p>What an entry's vector is taken to be is what the index keeps of it. With full vectors ({@code
 * Flat}, {@code Refine(Flat)}) nothing is lost by moving; with {@code Refine(SQ8)} hardly anything.
 * An index of codes alone encodes the decoded vector for the new cell, and what the first code lost
 * stays lost: recall falls a little with every move of an entry. The codec itself is never trained
 * again; its codes fit residuals, which a split makes smaller, not larger.
 *
 * <pre>{@code
 * CellMaintenance maintenance = CellMaintenance.of(index, CellBounds.of(index));
 * while (serving) {
 *   MaintenanceReport report = maintenance.maintain(200_000);
 *   if (!report.more()) { sleep(); }
 * }
 * }</pre>
 */
public final class CellMaintenance {

  private static final int CELLS_PER_STEP = 16;
  private static final int LEAST_DEAD = 16;

  private final VectorIndex index;
  private final CellBounds bounds;
  private final Churn churn = new Churn();
  // Cells that could not be split: what they are known by, and how large they were then.
  private final Map<Integer, Integer> whole = new HashMap<>();

  private CellMaintenance(VectorIndex index, CellBounds bounds) {
    this.index = index;
    this.bounds = bounds;
  }

  public static CellMaintenance of(VectorIndex index, CellBounds bounds) {
    return new CellMaintenance(index, bounds);
  }

  /** How many entries a cell should hold. */
  public CellBounds bounds() {
    return bounds;
  }

  /**
   * Does a bounded amount of work: dissolves what is too small, then splits what is too large,
   * moves centroids after their entries, and drops what is dead. Call it again while {@link
   * MaintenanceReport#more}.
   *
   * @param budget how many entries may be looked at, at least 1; the step at hand is finished
   */
  public synchronized MaintenanceReport maintain(long budget) {
    if (budget < 1) {
      throw new IllegalArgumentException(
          "Cannot maintain an index: the budget must be at least 1, got " + budget);
    }
    Progress progress = new Progress(budget);
    if (index.trained().spec().hasCells()) {
      churn.count(index.trained(), index.loads());
      merge(progress);
      split(progress);
      recentre(progress);
    }
    compact(progress);
    List<CellLoad> loads = index.loads();
    boolean more =
        !small(loads).isEmpty()
            || !large(loads).isEmpty()
            || !changed(loads).isEmpty()
            || !withDead(loads).isEmpty();
    return progress.report(more);
  }

  /** As {@link #maintain}, round after round until all is done. */
  public MaintenanceReport maintainAll() {
    MaintenanceReport all = MaintenanceReport.NOTHING;
    MaintenanceReport round;
    do {
      round = maintain(Long.MAX_VALUE);
      all = all.then(round);
    } while (round.more() && !round.idle());
    return all;
  }

  private void merge(Progress progress) {
    boolean going = true;
    while (going && progress.mayGoOn()) {
      List<CellLoad> loads = index.loads();
      List<Integer> small = small(loads);
      // Cells without entries cost nothing: they all go at once.
      List<Integer> chosen = small.stream().filter(cell -> loads.get(cell).living() == 0).toList();
      if (chosen.isEmpty()) {
        chosen = small.subList(0, Math.min(CELLS_PER_STEP, small.size()));
      }
      going = !chosen.isEmpty() && new CellMerges(index, progress).dissolve(chosen);
    }
  }

  private void split(Progress progress) {
    while (progress.mayGoOn()) {
      List<CellLoad> loads = index.loads();
      List<Integer> large = large(loads);
      if (large.isEmpty()) {
        return;
      }
      TrainedIndex trained = index.trained();
      List<Integer> chosen = large.subList(0, Math.min(CELLS_PER_STEP, large.size()));
      CellReplacement splits =
          new CellReplacement(index, progress, CellMaintenance::halves, Neighbourhood.REACH);
      for (int cell : splits.replace(chosen)) {
        whole.put(churn.hash(trained, cell), loads.get(cell).living());
      }
      progress.splits += splits.done();
      churn.settle(index.trained(), index.loads());
    }
  }

  private static List<float[]> halves(VectorBatch vectors, float[] centroid) {
    TwoMeans means = vectors.rows() < 2 ? null : TwoMeans.of(vectors);
    return means == null ? List.of() : List.of(means.first(), means.second());
  }

  private void recentre(Progress progress) {
    List<Integer> changed = changed(index.loads());
    for (int from = 0; from < changed.size() && progress.mayGoOn(); from += CELLS_PER_STEP) {
      // Numbers stay: one centroid comes where one goes.
      List<Integer> chosen = changed.subList(from, Math.min(from + CELLS_PER_STEP, changed.size()));
      chosen.forEach(cell -> churn.looked(index.trained(), cell));
      CellReplacement means =
          new CellReplacement(index, progress, Recentring::mean, Recentring.PATIENCE);
      means.replace(chosen);
      progress.recentred += means.done();
      churn.settle(index.trained(), index.loads());
    }
  }

  private void compact(Progress progress) {
    List<CellLoad> loads = index.loads();
    for (int cell : withDead(loads)) {
      if (!progress.mayGoOn()) {
        return;
      }
      index.compactCell(cell);
      progress.compacted++;
      progress.checked += loads.get(cell).living();
    }
  }

  /** Cells to dissolve, the smallest first; never all of them. */
  private List<Integer> small(List<CellLoad> loads) {
    double mean = mean(loads);
    List<Integer> small = cells(loads, cell -> bounds.small(loads.get(cell).living(), mean));
    small.sort(Comparator.comparingInt((Integer cell) -> loads.get(cell).living()));
    return small.subList(0, Math.min(small.size(), loads.size() - 1));
  }

  /** Cells to split, the largest first. */
  private List<Integer> large(List<CellLoad> loads) {
    double mean = mean(loads);
    TrainedIndex trained = index.trained();
    List<Integer> large =
        cells(
            loads,
            cell -> {
              int size = loads.get(cell).living();
              return bounds.large(size, mean)
                  && size > 1.25 * whole.getOrDefault(churn.hash(trained, cell), 0);
            });
    large.sort(Comparator.comparingInt((Integer cell) -> -loads.get(cell).living()));
    return trained.spec().hasCells() ? large : List.of();
  }

  /**
   * Cells whose centroid may be out of place; none where moving it would cost more than it gives.
   */
  private List<Integer> changed(List<CellLoad> loads) {
    TrainedIndex trained = index.trained();
    return trained.spec().hasCells() && ViewedCell.lossless(trained)
        ? cells(loads, cell -> churn.worthALook(trained, cell))
        : List.of();
  }

  private static List<Integer> withDead(List<CellLoad> loads) {
    return cells(
        loads,
        cell -> loads.get(cell).dead() >= Math.max(LEAST_DEAD, loads.get(cell).living() / 8));
  }

  private static double mean(List<CellLoad> loads) {
    return loads.stream().mapToLong(CellLoad::living).sum() / (double) loads.size();
  }

  private static List<Integer> cells(List<CellLoad> loads, IntPredicate which) {
    List<Integer> cells = new ArrayList<>();
    IntStream.range(0, loads.size()).filter(which).forEach(cells::add);
    return cells;
  }
}
