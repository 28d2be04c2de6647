package io.nearfield.flink.operator;

import io.nearfield.connect.api.IndexRef;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.taskexecutor.GlobalAggregateManager;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the parts of a job tell the one that leads a swap how far they are: the job manager's
 * memory, reached by a remote call each. What is there does not outlive the job manager, and need
 * not: a swap that is interrupted begins again under another token. Thread-safe.
 */
final class Board {

  private static final Logger LOG = LoggerFactory.getLogger(Board.class);

  private static final long PAUSE_MS = 500;

  private final GlobalAggregateManager manager;
  private final String name;

  Board(GlobalAggregateManager manager, String name) {
    this.manager = manager;
    this.name = name;
  }

  /** Opens the board of a task. */
  @FunctionalInterface
  interface Opening extends Serializable {
    Board of(RuntimeContext context);
  }

  static Board of(RuntimeContext context, IndexRef index) {
    return new Board(
        ((StreamingRuntimeContext) context).getGlobalAggregateManager(), "nearfield-swap-" + index);
  }

  /** Puts up a report; tries until it is there or the thread is interrupted. */
  void report(Report report) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        manager.updateGlobalAggregate(name, report, new Reports());
        return;
      } catch (IOException e) {
        LOG.warn("Cannot reach the job manager with {}; trying again", report, e);
        pause();
      }
    }
  }

  /** All reports of an attempt; those of others are taken down. */
  Set<Report> read(long token) throws IOException {
    return manager.updateGlobalAggregate(name, new Report(token, null, -1, 0, null), new Reports());
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs in the job manager. A report without a kind is the question of the reader. */
  private static final class Reports
      implements AggregateFunction<Report, HashSet<Report>, HashSet<Report>> {
    private static final long serialVersionUID = 1L;

    @Override
    public HashSet<Report> createAccumulator() {
      return new HashSet<>();
    }

    @Override
    public HashSet<Report> add(Report report, HashSet<Report> reports) {
      if (report.kind() == null) {
        reports.removeIf(old -> old.token() != report.token());
      } else {
        reports.add(report);
      }
      return reports;
    }

    @Override
    public HashSet<Report> getResult(HashSet<Report> reports) {
      return new HashSet<>(reports);
    }

    @Override
    public HashSet<Report> merge(HashSet<Report> a, HashSet<Report> b) {
      HashSet<Report> both = new HashSet<>(a);
      both.addAll(b);
      return both;
    }
  }
}
