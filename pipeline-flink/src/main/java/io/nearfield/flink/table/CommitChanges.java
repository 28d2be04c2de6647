package io.nearfield.flink.table;

import io.nearfield.flink.message.Staged;
import io.nearfield.flink.operator.Base;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what completed checkpoints staged, every so often, in a thread of its own: neither a
 * lookup nor a checkpoint waits for it. Of parallelism 1.
 *
 * <p>What is staged stays in the state until a commit of it went through; its file stays until a
 * checkpoint without it is complete. So a commit that fails is tried again after the next
 * checkpoint, and one that went through while the job failed is seen by its mark in the tables.
 */
public final class CommitChanges extends ProcessFunction<Staged, Void>
    implements CheckpointedFunction, CheckpointListener {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(CommitChanges.class);

  /** More than this is committed before its time. */
  private static final long MOST_BYTES = 256L << 20;

  private final TableSink sink;
  private final Base base;
  private final long intervalNanos;
  private transient ListState<Staged> state;
  private transient PendingChanges pending;
  private transient Map<Long, List<String>> committedFiles;
  private transient List<String> justCommitted;
  private transient TableCommit commit;
  private transient ExecutorService thread;
  private transient CompletableFuture<TableCommit.Done> running;
  private transient long lastCommitNanos;
  private transient Counter committedChanges;
  private transient Counter failedCommits;
  private transient volatile long lastSnapshot;
  private transient volatile long pendingCount;
  private transient volatile long oldestAt;

  CommitChanges(TableSink sink) {
    this.sink = sink;
    this.base = sink.base();
    this.intervalNanos = sink.interval().toNanos();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("pending", Staged.FORMAT.typeInfo()));
    pending = new PendingChanges();
    if (!context.isRestored()) {
      pending.add(Staged.read(sink.lineage(), -1, sink.start()));
      pending.add(Staged.serving(sink.lineage(), -1, base.generation()));
    }
    for (Staged staged : state.get()) {
      pending.add(staged);
    }
  }

  @Override
  public void open(OpenContext context) {
    commit = new TableCommit(base);
    try {
      commit.begin();
    } catch (RuntimeException e) {
      LOG.warn("Cannot look at the tables of index {} now; the first commit will", base.index(), e);
    }
    committedFiles = new TreeMap<>();
    justCommitted = new ArrayList<>();
    lastCommitNanos = System.nanoTime() - intervalNanos;
    lastSnapshot = -1;
    thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread committing = new Thread(task, "nearfield-commit-tables");
              committing.setDaemon(true);
              return committing;
            });
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    committedChanges = metrics.counter("committedChanges");
    failedCommits = metrics.counter("failedCommits");
    metrics.gauge("lastCommittedSnapshot", () -> lastSnapshot);
    metrics.gauge("pendingChanges", () -> pendingCount);
    metrics.gauge("commitLagMs", this::lagMs);
    count();
    StagedFile.deleteOrphans(sink.directory(), pending.files());
  }

  @Override
  public void processElement(Staged staged, Context context, Collector<Void> out) {
    pending.add(staged.withLineage(sink.lineage()));
    count();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    finish();
    state.update(pending.all());
    if (!justCommitted.isEmpty()) {
      committedFiles.put(context.getCheckpointId(), List.copyOf(justCommitted));
      justCommitted.clear();
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    finish();
    deleteCommitted(checkpoint);
    List<Staged> ready = pending.upTo(checkpoint);
    boolean due =
        System.nanoTime() - lastCommitNanos >= intervalNanos
            || PendingChanges.bytes(ready) >= MOST_BYTES;
    if (running == null && due && PendingChanges.hasFiles(ready)) {
      running =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return commit.run(ready);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              thread);
    }
  }

  @Override
  public void close() throws Exception {
    if (thread != null) {
      thread.shutdownNow();
      if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
        LOG.warn("A commit to the tables of index {} does not end", base.index());
      }
    }
  }

  /** How many commits have failed since the start. */
  long failed() {
    return failedCommits.getCount();
  }

  /** Takes note of a commit that has come to its end. */
  private void finish() {
    if (running == null || !running.isDone()) {
      return;
    }
    try {
      TableCommit.Done done = running.join();
      pending.committed(done.staged());
      done.staged().stream()
          .filter(one -> one.file() != null)
          .forEach(one -> justCommitted.add(one.file()));
      committedChanges.inc(done.changes());
      lastSnapshot = done.snapshot();
      lastCommitNanos = System.nanoTime();
      LOG.info("Committed {} changes of index {}", done.changes(), base.index());
    } catch (RuntimeException e) {
      failedCommits.inc();
      LOG.warn(
          "Cannot commit to the tables of index {} now; will try again after the next checkpoint",
          base.index(),
          e);
    }
    running = null;
    count();
  }

  private void deleteCommitted(long checkpoint) {
    var gone = committedFiles.entrySet().iterator();
    while (gone.hasNext()) {
      var entry = gone.next();
      if (entry.getKey() > checkpoint) {
        return;
      }
      for (String file : entry.getValue()) {
        try {
          StagedFile.delete(file);
        } catch (IOException e) {
          LOG.warn("Cannot delete committed changes {}", file, e);
        }
      }
      gone.remove();
    }
  }

  private void count() {
    pendingCount = pending.changes();
    oldestAt = pending.oldest();
  }

  private long lagMs() {
    return oldestAt < 0 ? 0 : Math.max(0, System.currentTimeMillis() - oldestAt);
  }
}
