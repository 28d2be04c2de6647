package io.nearfield.flink.operator;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LiveVersions.Version;
import io.nearfield.flink.message.EntityChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The versions of changes that came before a job began in the middle of the changes topic, so that
 * late ones are dropped. They are read from a snapshot of {@code versions_<index>}; which one is
 * operator state, as a later one would know changes that the restored state does not. One map entry
 * for each entity that was ever changed, of the subtask's own keys.
 */
final class KnownVersions {

  private final Map<String, Version> versions = new HashMap<>();
  private final ListState<Long> state;
  private long snapshot;

  /**
   * Restores which snapshot it is, or begins with one.
   *
   * @param first its id, or -1 for none
   */
  KnownVersions(OperatorStateStore store, boolean restored, long first) throws Exception {
    state = store.getUnionListState(new ListStateDescriptor<>("versions-snapshot", Types.LONG));
    snapshot = first;
    if (restored) {
      snapshot = -1;
      for (long id : state.get()) {
        snapshot = id;
      }
    }
  }

  void load(Base base, OwnKeys own) {
    if (snapshot < 0) {
      return;
    }
    try (Lake lake = Lake.open(base.lake())) {
      lake.versions(base.index())
          .forEach(
              snapshot,
              version -> {
                if (own.contains(version.entityId())) {
                  versions.put(version.entityId(), version);
                }
              });
    }
  }

  /** Whether a change of an entity without state came too late. */
  boolean isLate(EntityChange change) {
    Version last = versions.get(change.entityId());
    return last != null
        && (change.version() < last.version()
            || (change.version() == last.version() && change.order() <= last.order()));
  }

  void snapshot() throws Exception {
    state.update(List.of(snapshot));
  }
}
