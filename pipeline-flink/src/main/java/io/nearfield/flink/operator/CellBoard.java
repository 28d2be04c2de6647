package io.nearfield.flink.operator;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.index.search.CellFigures;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.taskexecutor.GlobalAggregateManager;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;

/**
 * Where the subtasks that hold index partitions tell how full their cells are, for the one that
 * judges the whole: the job manager's memory. The last figures of each subtask count. Thread-safe.
 */
final class CellBoard {

  private final GlobalAggregateManager manager;
  private final String name;

  /** A subtask's cells of an edition. A subtask of -1 asks and tells nothing. */
  private record Told(int edition, int subtask, CellFigures figures, long changes)
      implements Serializable {}

  /**
   * All subtasks' cells of an edition.
   *
   * @param changes how many changes lie over the base
   * @param subtasks how many have told theirs
   */
  record Sum(CellFigures figures, long changes, int subtasks) implements Serializable {}

  private CellBoard(GlobalAggregateManager manager, String name) {
    this.manager = manager;
    this.name = name;
  }

  static CellBoard of(RuntimeContext context, IndexRef index) {
    return new CellBoard(
        ((StreamingRuntimeContext) context).getGlobalAggregateManager(),
        "nearfield-cells-" + index);
  }

  void tell(int edition, int subtask, CellFigures figures, long changes) throws IOException {
    manager.updateGlobalAggregate(
        name, new Told(edition, subtask, figures, changes), new Figures());
  }

  Sum sum(int edition) throws IOException {
    return manager.updateGlobalAggregate(
        name, new Told(edition, -1, CellFigures.NONE, 0), new Figures());
  }

  /** Runs in the job manager. */
  private static final class Figures
      implements AggregateFunction<Told, HashMap<Integer, Told>, Sum> {
    private static final long serialVersionUID = 1L;

    @Override
    public HashMap<Integer, Told> createAccumulator() {
      return new HashMap<>();
    }

    @Override
    public HashMap<Integer, Told> add(Told told, HashMap<Integer, Told> all) {
      if (told.subtask() >= 0) {
        all.put(told.subtask(), told);
      } else {
        all.values().removeIf(old -> old.edition() != told.edition());
      }
      return all;
    }

    @Override
    public Sum getResult(HashMap<Integer, Told> all) {
      CellFigures sum = CellFigures.NONE;
      long changes = 0;
      for (Told told : all.values()) {
        sum = sum.plus(told.figures());
        changes += told.changes();
      }
      return new Sum(sum, changes, all.size());
    }

    @Override
    public HashMap<Integer, Told> merge(HashMap<Integer, Told> a, HashMap<Integer, Told> b) {
      HashMap<Integer, Told> both = new HashMap<>(a);
      both.putAll(b);
      return both;
    }
  }
}
