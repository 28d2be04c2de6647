package io.nearfield.flink.operator;

import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.Outcome;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Sends changes that could not be embedded to the dead letters. */
public final class SplitChanges extends ProcessFunction<Outcome<EntityChange>, EntityChange> {

  private static final long serialVersionUID = 1L;

  @Override
  public void processElement(
      Outcome<EntityChange> outcome, Context context, Collector<EntityChange> out) {
    EntityChange change = outcome.value();
    if (outcome.failed()) {
      context.output(
          Refusals.DEAD_LETTERS,
          Refusals.deadLetter(
              change.source(), change.entityId(), "unusable-content", outcome.failure()));
    } else {
      out.collect(change);
    }
  }
}
