package io.nearfield.benchmarks;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.living.CellBounds;
import io.nearfield.index.living.CellMaintenance;
import io.nearfield.index.living.MaintenanceReport;
import io.nearfield.index.runbook.Replayed;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.CellLoad;
import io.nearfield.index.search.SearchRequest;
import java.util.List;
import java.util.Optional;

/**
 * A {@link VectorIndex} under a runbook. It is trained on the rows of the first insert, and never
 * again: all that comes later is for maintenance to cope with, after every change.
 */
public final class MaintainedIndex implements Replayed {

  private final Plan plan;
  private VectorIndex index;
  private CellMaintenance maintenance;
  private MaintenanceReport done;

  /**
   * How to index, and how to search.
   *
   * @param cellSize how many entries a cell should hold; 0 leaves the cells as they were trained
   */
  public record Plan(IndexSpec spec, int cellSize, int nprobe, int rerankFactor, int threads) {}

  public MaintainedIndex(Plan plan) {
    this.plan = plan;
  }

  @Override
  public void insert(long[] tags, VectorBatch rows) {
    if (index == null) {
      TrainedIndex trained =
          IndexTrainer.train(
              rows,
              plan.spec(),
              Metric.EUCLIDEAN,
              TrainingParams.defaults().withThreads(plan.threads()),
              TrainingListener.SILENT);
      index = VectorIndex.empty(trained);
      maintenance =
          plan.cellSize() == 0
              ? null
              : CellMaintenance.of(index, CellBounds.around(plan.cellSize()));
    }
    index.addAll(tags, rows, plan.threads());
    maintain();
  }

  @Override
  public void replace(long[] tags, VectorBatch rows) {
    index.putAll(tags, rows, plan.threads());
    maintain();
  }

  @Override
  public void delete(long[] tags) {
    index.removeAll(tags);
    maintain();
  }

  private void maintain() {
    if (maintenance != null) {
      MaintenanceReport report = maintenance.maintainAll();
      done = done == null ? report : done.then(report);
    }
  }

  @Override
  public List<long[]> search(VectorBatch queries, int k) {
    SearchRequest request =
        SearchRequest.nearest(k).withNprobe(plan.nprobe()).withRerankFactor(plan.rerankFactor());
    return index.searchAll(queries, request, plan.threads()).stream().map(Answer::ids).toList();
  }

  @Override
  public String housekeeping() {
    int longest = index.loads().stream().mapToInt(CellLoad::living).max().orElse(0);
    String work =
        Optional.ofNullable(done)
            .map(
                report ->
                    ", %d split, %d merged, %d moved"
                        .formatted(report.splits(), report.merges(), report.reassigned()))
            .orElse("");
    done = null;
    return "%d cells, longest %d%s".formatted(index.cells(), longest, work);
  }
}
