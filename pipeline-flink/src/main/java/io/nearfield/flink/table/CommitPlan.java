package io.nearfield.flink.table;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.Staged;
import java.util.ArrayList;
import java.util.List;

/** Cuts staged changes into commits that fit into memory, in their order. */
final class CommitPlan {

  private CommitPlan() {}

  /**
   * One commit.
   *
   * @param files what it commits, oldest first; all of one lineage
   * @param belongsTo the last checkpoint that any of them is of
   * @param complete the last checkpoint of which nothing is missing afterwards
   * @param read how far the sources had been read by that checkpoint
   * @param serving the generation whose entries are complete by that checkpoint, or -1
   */
  record Part(
      List<Staged> files, long belongsTo, long complete, CoveredOffsets read, long serving) {

    String lineage() {
      return files.get(0).lineage();
    }
  }

  /**
   * Plans.
   *
   * @param staged in the order of checkpoints
   * @param bytes a part has so many, and then the file with which it reached them
   */
  static List<Part> of(List<Staged> staged, long bytes) {
    List<Part> parts = new ArrayList<>();
    List<Staged> files = staged.stream().filter(one -> one.file() != null).toList();
    List<Staged> part = new ArrayList<>();
    long size = 0;
    for (int i = 0; i < files.size(); i++) {
      Staged file = files.get(i);
      Staged next = i + 1 < files.size() ? files.get(i + 1) : null;
      part.add(file);
      size += file.bytes();
      if (next == null || size >= bytes || !next.lineage().equals(file.lineage())) {
        boolean cut = next != null && next.checkpoint() == file.checkpoint();
        long complete = cut ? file.checkpoint() - 1 : file.checkpoint();
        parts.add(
            new Part(
                List.copyOf(part),
                file.checkpoint(),
                complete,
                read(staged, complete),
                serving(staged, complete)));
        part.clear();
        size = 0;
      }
    }
    return parts;
  }

  /**
   * Each subtask says by itself when a generation begins to serve, some of them a checkpoint later.
   * In between the entries of the one before may be complete no more, and those of the new one not
   * yet: nothing is claimed of a checkpoint in which anybody said so.
   */
  private static long serving(List<Staged> staged, long checkpoint) {
    Staged last = null;
    for (Staged one : staged) {
      last = one.serving() >= 0 && one.checkpoint() <= checkpoint ? one : last;
    }
    return last == null || last.checkpoint() == checkpoint ? -1 : last.serving();
  }

  private static CoveredOffsets read(List<Staged> staged, long checkpoint) {
    return PendingChanges.read(
        staged.stream().filter(one -> one.checkpoint() <= checkpoint).toList());
  }
}
