package io.nearfield.flink.operator;

import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.flink.message.MergeState;
import io.nearfield.flink.message.OutgoingMessage;
import io.nearfield.flink.message.PartialAnswer;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by lookup: waits for the index partitions that were asked and sends the k nearest of all
 * they found. If one does not answer in time, the answer goes out without it and says so.
 */
public final class MergeAnswers
    extends KeyedProcessFunction<String, PartialAnswer, OutgoingMessage> {

  private static final long serialVersionUID = 1L;

  private final long timeoutMs;
  private final int maxAnswerBytes;
  private transient ValueState<MergeState> state;

  /**
   * @param timeoutMs how long partitions are waited for
   * @param maxAnswerBytes the largest answer that the topic takes
   */
  public MergeAnswers(long timeoutMs, int maxAnswerBytes) {
    this.timeoutMs = timeoutMs;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  @Override
  public void open(OpenContext context) {
    state =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("merge", MergeState.FORMAT.typeInfo()));
  }

  @Override
  public void processElement(PartialAnswer part, Context context, Collector<OutgoingMessage> out)
      throws IOException {
    MergeState before = state.value();
    if (before == null) {
      before = MergeState.EMPTY;
      context
          .timerService()
          .registerProcessingTimeTimer(context.timerService().currentProcessingTime() + timeoutMs);
    }
    if (before.answered()) {
      return;
    }
    MergeState now = before.plus(part);
    if (now.isComplete()) {
      // All parts are in: nothing can come late, so nothing need be remembered.
      out.collect(answer(now));
      state.clear();
    } else {
      state.update(now);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<OutgoingMessage> out)
      throws IOException {
    MergeState now = state.value();
    if (now == null) {
      return;
    }
    if (now.answered() || now.announced() == null) {
      state.clear();
      return;
    }
    out.collect(answer(now));
    state.update(now.done());
    context
        .timerService()
        .registerProcessingTimeTimer(
            context.timerService().currentProcessingTime() + 10 * timeoutMs);
  }

  private OutgoingMessage answer(MergeState merged) {
    List<Neighbour> neighbours =
        merged.nearest().stream()
            .map(found -> new Neighbour(found.entityId(), found.distance(), found.attributes()))
            .toList();
    String partial = partial(merged, neighbours.size());
    return Refusals.answer(
        LookupAnswer.of(
            merged.announced().requestId(), new Neighbours(neighbours, partial, merged.announced().generation())),
        maxAnswerBytes);
  }

  private String partial(MergeState merged, int found) {
    PartialAnswer.Announced asked = merged.announced();
    if (merged.received() < asked.partitions()) {
      return (asked.partitions() - merged.received())
          + " of "
          + asked.partitions()
          + " index partitions did not answer within "
          + timeoutMs
          + " ms";
    }
    if (merged.failure() != null) {
      return "an index partition could not be searched: " + merged.failure();
    }
    if (found < asked.k() && !asked.everything()) {
      return "the probed cells hold only "
          + found
          + " of the "
          + asked.k()
          + " neighbours asked for; probe more cells (nprobe)";
    }
    return null;
  }
}
