package io.nearfield.flink.table;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.Staged;
import io.nearfield.flink.message.TableChange;
import io.nearfield.flink.operator.Base;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Lets the tables show what the job saw: {@code items}, {@code features_<set>}, {@code
 * index_<name>} and {@code versions_<name>}.
 *
 * <pre>
 * changes that counted ──┐ by entity
 * index partitions' ─────┼──► StageChanges ─── files, named at the barrier ──► CommitChanges ─► tables
 * how far it was read ───┘    (parallel)                                       (one)
 * </pre>
 *
 * <p>Files are written with every checkpoint and committed together every {@code interval}, as
 * Iceberg tables want few large commits and a live job wants frequent checkpoints. Exactly once: a
 * change is in the file of one completed checkpoint, a commit says by its mark which checkpoint it
 * holds, and rows take the place of earlier ones.
 *
 * @param base whose tables
 * @param directory where changes wait
 * @param interval the least time between two commits
 * @param lineage see {@link io.nearfield.connect.iceberg.LiveMark}
 * @param start where the changes begin if there is no checkpoint to go on from
 */
public record TableSink(
    Base base, String directory, Duration interval, String lineage, CoveredOffsets start)
    implements Serializable {

  /** Takes the changes, in any mixture. Those of one entity must come in their order. */
  public void take(DataStream<TableChange> changes) {
    changes
        .keyBy(TableChange::key, Types.STRING)
        .transform("stage changes", Staged.FORMAT.typeInfo(), new StageChanges(directory))
        .uid("stage-changes")
        .global()
        .process(new CommitChanges(this))
        .returns(Types.VOID)
        .name("commit to tables")
        .uid("commit-changes")
        .setParallelism(1)
        .setMaxParallelism(1);
  }
}
