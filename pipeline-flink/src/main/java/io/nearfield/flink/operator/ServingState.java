package io.nearfield.flink.operator;

import io.nearfield.flink.message.Edition;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;

/**
 * Operator state: the edition that serves. Every subtask stores it and all are read back, so it
 * survives any rescaling. A swap in progress is not part of it: whatever is restored begins from
 * the edition that served, and the swap begins again.
 */
final class ServingState {

  private final ListState<Edition> state;
  private Edition serving;

  /** Restores it, or begins with the first. */
  ServingState(OperatorStateStore store, Edition first) throws Exception {
    state =
        store.getUnionListState(
            new ListStateDescriptor<>("serving-edition", Edition.FORMAT.typeInfo()));
    serving = first;
    boolean restored = false;
    for (Edition edition : state.get()) {
      // A subtask without partitions of the latest edition was not told of it.
      if (!restored || edition.number() > serving.number()) {
        serving = edition;
        restored = true;
      }
    }
  }

  Edition edition() {
    return serving;
  }

  void serve(Edition edition) {
    serving = edition;
  }

  void snapshot() throws Exception {
    state.update(List.of(serving));
  }
}
