package io.nearfield.flink.operator;

import io.nearfield.connect.iceberg.EntryLocation;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.EntityState;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.Question;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Keyed by entity: knows where each entity lies and which change was the last, so that late and
 * repeated changes are dropped, and tells the index partitions what a change means for them. A move
 * is an addition to the new partition and then a removal from the old one. Answers questions by
 * entity with the entity's vector.
 *
 * <p>State is kept for changed entities alone, deleted ones included. Where the base's entities lie
 * is read from the index table at the start, for the subtask's own keys: one map entry each.
 */
public final class EntityRouter
    extends KeyedCoProcessFunction<String, EntityChange, Question, PartitionChange> {

  private static final long serialVersionUID = 1L;

  /** Questions whose vector was found in the state. */
  public static final OutputTag<Question> RESOLVED =
      new OutputTag<>("resolved", Question.FORMAT.typeInfo());

  /** Questions whose entity is as the base has it. */
  public static final OutputTag<Question> IN_BASE =
      new OutputTag<>("in-base", Question.FORMAT.typeInfo());

  /** Changes that counted, for the tables. */
  public static final OutputTag<EntityChange> ACCEPTED =
      new OutputTag<>("accepted", EntityChange.FORMAT.typeInfo());

  private final Base base;
  private transient OpenBase open;
  private transient Map<String, Integer> baseLocations;
  private transient ValueState<EntityState> state;
  private transient Counter dropped;

  public EntityRouter(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) throws IOException {
    open = OpenBase.of(base);
    state =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("entity", EntityState.FORMAT.typeInfo()));
    dropped = getRuntimeContext().getMetricGroup().counter("lateChangesDropped");
    OwnKeys own = OwnKeys.of(getRuntimeContext().getTaskInfo());
    baseLocations = new HashMap<>();
    try (Lake lake = Lake.open(base.lake());
        CloseableIterable<EntryLocation> locations =
            lake.index(base.index()).locations(base.generation())) {
      for (EntryLocation location : locations) {
        if (own.contains(location.entityId())) {
          baseLocations.put(location.entityId(), location.partition());
        }
      }
    }
  }

  @Override
  public void processElement1(EntityChange change, Context context, Collector<PartitionChange> out)
      throws IOException {
    EntityState last = state.value();
    if (last != null && !last.isOlderThan(change)) {
      dropped.inc();
      return;
    }
    context.output(ACCEPTED, change);
    String id = change.entityId();
    int inBase = baseLocations.getOrDefault(id, -1);
    int from = last == null ? inBase : last.partition();
    if (change.deleted()) {
      state.update(EntityState.deleted(change));
      if (from >= 0) {
        out.collect(PartitionChange.removal(from, id, change.version(), from == inBase));
      }
      return;
    }
    float[] vector = open.trained().prepare(change.vector());
    int cell = open.trained().assign(vector);
    int to = open.partition(cell);
    state.update(new EntityState(change.version(), change.order(), to, cell, vector));
    out.collect(
        new PartitionChange(
            to,
            id,
            change.version(),
            false,
            to == inBase,
            cell,
            open.trained().encode(vector, cell),
            vector,
            change.attributes()));
    if (from >= 0 && from != to) {
      out.collect(PartitionChange.removal(from, id, change.version(), from == inBase));
    }
  }

  @Override
  public void processElement2(Question question, Context context, Collector<PartitionChange> out)
      throws IOException {
    EntityState last = state.value();
    if (last != null && !last.isDeleted()) {
      context.output(RESOLVED, question.withVector(last.vector()));
    } else if (last == null && baseLocations.containsKey(question.entityId())) {
      context.output(IN_BASE, question);
    } else {
      context.output(
          Refusals.ANSWERS,
          Refusals.error(
              question.requestId(),
              "Cannot look up by entity '"
                  + question.entityId()
                  + "': it is not in index '"
                  + base.index()
                  + "'"));
    }
  }
}
