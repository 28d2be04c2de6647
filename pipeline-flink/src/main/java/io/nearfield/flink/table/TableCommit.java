package io.nearfield.flink.table;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LiveChange;
import io.nearfield.connect.iceberg.LiveChanges;
import io.nearfield.connect.iceberg.LiveEntry;
import io.nearfield.connect.iceberg.LiveMark;
import io.nearfield.connect.iceberg.LiveTables;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.Staged;
import io.nearfield.flink.message.TableChange;
import io.nearfield.flink.operator.Base;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits staged changes to the tables, a bounded amount at a time. When it fails, whatever it has
 * committed by then, it may be given all of it again.
 */
final class TableCommit {

  private static final Logger LOG = LoggerFactory.getLogger(TableCommit.class);

  /** So much is held in memory at once, give or take a file. */
  private static final long PART_BYTES = 64L << 20;

  private final Base base;
  private Set<String> known;

  TableCommit(Base base) {
    this.base = base;
  }

  /**
   * Looks whose commits are in the tables: only those may this job go on from. A job that was
   * replaced finds others there, and commits nothing any more.
   */
  void begin() {
    try (Lake lake = Lake.open(base.lake())) {
      begin(lake, featureSet(lake));
    }
  }

  private void begin(Lake lake, String featureSet) {
    known = lake.live(base.index()).lineages(featureSet);
  }

  private String featureSet(Lake lake) {
    return lake.index(base.index()).generation(base.generation()).featureSet();
  }

  /**
   * What was committed.
   *
   * @param staged all that was given
   * @param changes how many changes of entities were in it
   * @param snapshot the feature table's newest snapshot, or -1
   */
  record Done(List<Staged> staged, long changes, long snapshot) {}

  /**
   * Commits.
   *
   * @param staged in the order of checkpoints, all of completed ones
   */
  Done run(List<Staged> staged) throws IOException {
    long changes = 0;
    long snapshot = -1;
    try (Lake lake = Lake.open(base.lake())) {
      String set = featureSet(lake);
      if (known == null) {
        begin(lake, set);
      }
      List<String> lineages = staged.stream().map(Staged::lineage).distinct().toList();
      LiveTables tables = lake.live(base.index());
      for (CommitPlan.Part part : CommitPlan.of(staged, PART_BYTES)) {
        LiveChanges read = read(part.files());
        if (!read.isEmpty()) {
          LiveMark mark =
              new LiveMark(
                  base.index(), part.lineage(), part.complete(), part.read(), part.serving());
          snapshot = tables.commit(set, read, mark, part.belongsTo(), beside(part, lineages));
          changes += read.taken();
        }
      }
    }
    return new Done(staged, changes, snapshot);
  }

  /** Lineages follow one another, and so do their commits. */
  private LiveTables.Lineages beside(CommitPlan.Part part, List<String> lineages) {
    int own = lineages.indexOf(part.lineage());
    Set<String> earlier = new HashSet<>(known);
    earlier.addAll(lineages.subList(0, own));
    return new LiveTables.Lineages(earlier, Set.copyOf(lineages.subList(own + 1, lineages.size())));
  }

  private static LiveChanges read(List<Staged> files) throws IOException {
    LiveChanges read = new LiveChanges();
    for (Staged staged : files) {
      if (!StagedFile.read(staged.file(), change -> add(read, change))) {
        // A file is deleted when it has been committed, and a checkpoint that says so is complete.
        LOG.info("Passing over {}: an earlier run has committed it", staged.file());
      }
    }
    return read;
  }

  private static void add(LiveChanges read, TableChange taken) {
    EntityChange change = taken.change();
    if (change != null) {
      read.add(
          new LiveChange(
              change.entityId(),
              change.version(),
              change.order(),
              change.deleted(),
              change.text(),
              change.image() == null ? null : change.image().uri(),
              change.vector(),
              change.attributes(),
              Instant.ofEpochMilli(taken.takenAt())));
      return;
    }
    PartitionChange entry = taken.entry();
    read.add(
        new LiveEntry(
            taken.generation(),
            entry.partition(),
            entry.entityId(),
            entry.removed()
                ? null
                : new IndexEntry(
                    entry.cell(),
                    entry.entityId(),
                    entry.code(),
                    entry.vector(),
                    entry.attributes())));
  }
}
