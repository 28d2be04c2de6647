package io.nearfield.flink.operator;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.connect.iceberg.FeatureChange;
import io.nearfield.connect.iceberg.FeatureFollower;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.Origin;
import io.nearfield.flink.message.TableChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns new snapshots of the feature table into changes, whoever commits them, at every tick some.
 * Of parallelism 1. Where it is is operator state, by whole snapshots: one that was told in part is
 * told again after a failure, which changes nothing twice, since a change's version is the time of
 * its snapshot and its order the snapshot's sequence number.
 */
public final class FollowFeatures extends ProcessFunction<Long, EntityChange>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  /** How far the table has been read. */
  public static final OutputTag<TableChange> READ =
      new OutputTag<>("snapshots-read", TableChange.FORMAT.typeInfo());

  private static final Logger LOG = LoggerFactory.getLogger(FollowFeatures.class);
  private static final int ROWS_PER_TICK = 10_000;
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Base base;
  private final long first;
  private transient ListState<Long> state;
  private transient long next;
  private transient Lake lake;
  private transient FeatureSet set;
  private transient FeatureFollower follower;
  private transient long lookAgain;
  private transient String table;

  /**
   * @param covered what the base shows, for a job without state
   */
  public FollowFeatures(Base base, CoveredOffsets covered) {
    this.base = base;
    this.first = covered.next().getOrDefault(CoveredOffsets.TABLE, -1L);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("next-snapshot", Types.LONG));
    next = first;
    for (long stored : state.get()) {
      next = stored;
    }
  }

  @Override
  public void open(OpenContext context) {
    lake = Lake.open(base.lake());
    set = OpenBase.lasting(base).featureSet();
    table = Lake.featureTable(set.name());
    getRuntimeContext().getMetricGroup().gauge("nextFeatureSequence", () -> next);
    lookAgain = System.nanoTime();
  }

  @Override
  public void processElement(Long tick, Context context, Collector<EntityChange> out) {
    try {
      if (follower == null) {
        follower = follow();
      }
      if (System.nanoTime() < lookAgain && !follower.isTelling()) {
        return;
      }
      lookAgain = System.nanoTime() + LOOK_EVERY_NANOS;
      if (!follower.look()) {
        return;
      }
      List<FeatureChange> changes = follower.read(ROWS_PER_TICK);
      changes.forEach(change -> tell(change, context, out));
      if (follower.next() != next) {
        next = follower.next();
        context.output(
            READ, TableChange.read(CoveredOffsets.of(Map.of(CoveredOffsets.TABLE, next))));
      }
    } catch (RuntimeException e) {
      LOG.warn("Cannot read the new snapshots of table {} now; will try again", table, e);
      closeFollower();
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(List.of(next));
  }

  @Override
  public void close() {
    closeFollower();
    if (lake != null) {
      lake.close();
    }
  }

  private FeatureFollower follow() {
    IndexTable index = lake.index(base.index());
    return lake.follow(base.index(), set, index.filterColumns().keySet(), next);
  }

  private void tell(FeatureChange change, Context context, Collector<EntityChange> out) {
    boolean gone = change.vector() == null;
    String source = Origin.snapshot(table, change.sequence());
    if (!gone && !set.model().hash().equals(change.vector().modelHash())) {
      context.output(
          Refusals.DEAD_LETTERS,
          Refusals.deadLetter(
              source,
              change.entityId(),
              "unusable-content",
              "Cannot index the vector: it was made by model "
                  + change.vector().modelHash()
                  + ", those of the index by "
                  + set.model().hash()));
      return;
    }
    out.collect(
        new EntityChange(
            change.entityId(),
            change.at(),
            2 * change.sequence() + (gone ? 0 : 1),
            gone,
            null,
            null,
            gone ? null : change.vector().vector(),
            change.attributes(),
            source,
            change.at()));
  }

  private void closeFollower() {
    if (follower != null) {
      follower.close();
      follower = null;
    }
  }
}
