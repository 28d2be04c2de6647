package io.nearfield.flink.operator;

import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.flink.message.Announced;
import io.nearfield.flink.message.Found;
import io.nearfield.flink.message.MergeState;
import io.nearfield.flink.message.MergedAnswer;
import io.nearfield.flink.message.OutgoingMessage;
import io.nearfield.flink.message.PartialAnswer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keyed by lookup: waits for the index partitions that were asked and sends the first k of all they
 * found, for each of the lookup's answers. If one does not answer in time, the answer goes out
 * without it and says so.
 */
public final class MergeAnswers
    extends KeyedProcessFunction<String, PartialAnswer, OutgoingMessage> {

  private static final long serialVersionUID = 1L;

  /** Complete answers that are to be graded, with what was announced of them. */
  public static final OutputTag<PartialAnswer> GRADED =
      new OutputTag<>("graded", PartialAnswer.FORMAT.typeInfo());

  private final long timeoutMs;
  private final int maxAnswerBytes;
  private transient ValueState<MergeState> state;
  private transient LookupMetrics metrics;

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
    metrics = LookupMetrics.register(getRuntimeContext().getMetricGroup());
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
      out.collect(answer(now, context.timerService().currentProcessingTime()));
      grade(now, context);
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
    if (now.answered() || !now.isAnnounced()) {
      state.clear();
      return;
    }
    out.collect(answer(now, timestamp));
    state.update(now.done());
    context
        .timerService()
        .registerProcessingTimeTimer(
            context.timerService().currentProcessingTime() + 10 * timeoutMs);
  }

  private void grade(MergeState merged, Context context) {
    MergedAnswer answer = merged.answers().get(0);
    if (answer.announced().truths() > 0 && answer.failure() == null) {
      context.output(
          GRADED,
          new PartialAnswer(
              context.getCurrentKey(), 0, answer.announced(), -1, answer.page(), -1, null));
    }
  }

  private OutgoingMessage answer(MergeState merged, long now) {
    Map<String, Neighbours> each = new LinkedHashMap<>();
    Announced.Asker asker = null;
    boolean complete = true;
    for (MergedAnswer answer : merged.answers().values()) {
      if (answer.announced() != null) {
        asker = answer.announced().asker();
        Neighbours neighbours = neighbours(answer);
        complete &= neighbours.isComplete();
        each.put(asker.entityId(), neighbours);
      }
    }
    metrics.answered(asker.askedAt(), now, complete);
    return Refusals.answer(
        asker.entityId() == null
            ? LookupAnswer.of(asker.requestId(), each.get(null))
            : LookupAnswer.ofEach(asker.requestId(), each),
        maxAnswerBytes);
  }

  private Neighbours neighbours(MergedAnswer answer) {
    List<Found> page = answer.page();
    return new Neighbours(
        page.stream()
            .map(found -> new Neighbour(found.entityId(), found.distance(), found.attributes()))
            .toList(),
        partial(answer, page.size()),
        answer.announced().generation(),
        answer.everywhere());
  }

  private String partial(MergedAnswer answer, int found) {
    Announced asked = answer.announced();
    if (answer.received() < asked.partitions()) {
      return (asked.partitions() - answer.received())
          + " of "
          + asked.partitions()
          + " index partitions did not answer within "
          + timeoutMs
          + " ms";
    }
    if (answer.failure() != null) {
      return "an index partition could not be searched: " + answer.failure();
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
