package io.nearfield.flink.operator;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.lookup.MeanVector;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.PartVector;
import io.nearfield.flink.message.Question;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by lookup: waits for the vectors of all entities of a lookup by several, and sends on one
 * question by their mean or one for each of them. If one has no vector, nothing is asked and the
 * reason goes on, once.
 */
public final class GatherVectors
    extends KeyedProcessFunction<String, Outcome<Question>, Outcome<Question>> {

  private static final long serialVersionUID = 1L;

  private final Base base;
  private final long timeoutMs;
  private transient OpenBase open;
  private transient MapState<Integer, PartVector> vectors;

  /**
   * @param timeoutMs after this long what has come in is forgotten
   */
  public GatherVectors(Base base, long timeoutMs) {
    this.base = base;
    this.timeoutMs = timeoutMs;
  }

  @Override
  public void open(OpenContext context) {
    open = OpenBase.lasting(base);
    vectors =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("vectors", Types.INT, PartVector.FORMAT.typeInfo()));
  }

  @Override
  public void processElement(
      Outcome<Question> outcome, Context context, Collector<Outcome<Question>> out)
      throws Exception {
    Question question = outcome.value();
    if (vectors.isEmpty()) {
      context
          .timerService()
          .registerProcessingTimeTimer(context.timerService().currentProcessingTime() + timeoutMs);
    }
    vectors.put(question.part(), new PartVector(question.vector(), outcome.failure()));
    List<PartVector> known = known((Lookup.ByEntities) question.lookup().query());
    if (known != null) {
      sendOn(question, known, out);
      vectors.clear();
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Outcome<Question>> out) {
    vectors.clear();
  }

  /** The vectors in the order of the entities, or null as long as one is missing. */
  private List<PartVector> known(Lookup.ByEntities by) throws Exception {
    List<PartVector> known = new ArrayList<>();
    for (int part = 0; part < by.ids().size(); part++) {
      PartVector vector = vectors.get(part);
      if (vector == null) {
        return null;
      }
      known.add(vector);
    }
    return known;
  }

  private void sendOn(Question question, List<PartVector> known, Collector<Outcome<Question>> out) {
    Question whole = question.withPart(Question.WHOLE);
    for (PartVector vector : known) {
      if (vector.failure() != null) {
        out.collect(new Outcome<>(whole.withVector(null), vector.failure()));
        return;
      }
    }
    if (question.isEach()) {
      for (int part = 0; part < known.size(); part++) {
        out.collect(Outcome.of(question.withPart(part).withVector(known.get(part).vector())));
      }
      return;
    }
    try {
      float[] mean = MeanVector.of(known.stream().map(PartVector::vector).toList());
      out.collect(Outcome.of(whole.withVector(open.trained().prepare(mean))));
    } catch (RuntimeException e) {
      out.collect(new Outcome<>(whole.withVector(null), Refusals.message(e)));
    }
  }
}
