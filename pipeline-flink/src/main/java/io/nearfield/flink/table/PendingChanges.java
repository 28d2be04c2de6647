package io.nearfield.flink.table;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.Staged;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has been staged and is not yet known to be committed, in the order of checkpoints. Not
 * thread-safe.
 */
final class PendingChanges {

  private final List<Staged> staged = new ArrayList<>();

  void add(Staged more) {
    staged.add(more);
  }

  /** Everything, as it is kept in the state. */
  List<Staged> all() {
    return List.copyOf(staged);
  }

  /** What came with a checkpoint or before it. */
  List<Staged> upTo(long checkpoint) {
    return staged.stream().filter(one -> one.checkpoint() <= checkpoint).toList();
  }

  /** Forgets what has been committed, but for how far it had read and what serves. */
  void committed(List<Staged> done) {
    staged.removeAll(done);
    Staged last = done.get(done.size() - 1);
    done.stream()
        .filter(one -> one.serving() >= 0)
        .reduce((earlier, later) -> later)
        .ifPresent(serving -> staged.add(0, serving));
    staged.add(0, Staged.read(last.lineage(), last.checkpoint(), read(done)));
  }

  /** All files. */
  Set<String> files() {
    return staged.stream()
        .map(Staged::file)
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  static CoveredOffsets read(List<Staged> staged) {
    CoveredOffsets read = CoveredOffsets.NONE;
    for (Staged one : staged) {
      read = read.or(one.read());
    }
    return read;
  }

  static long bytes(List<Staged> staged) {
    return staged.stream().mapToLong(Staged::bytes).sum();
  }

  static boolean hasFiles(List<Staged> staged) {
    return staged.stream().anyMatch(one -> one.file() != null);
  }

  long changes() {
    return staged.stream().mapToLong(Staged::changes).sum();
  }

  /** When the oldest change was taken, in milliseconds; -1 if there is none. */
  long oldest() {
    return staged.stream()
        .filter(one -> one.file() != null)
        .mapToLong(Staged::firstAt)
        .min()
        .orElse(-1);
  }
}
