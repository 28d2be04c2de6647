package io.nearfield.flink.operator;

import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.kafka.LookupCodec;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.connect.lookup.ChosenAttributes;
import io.nearfield.flink.message.Question;
import io.nearfield.flink.message.RawMessage;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Reads lookups and checks all that can be checked without searching. A wrong one is answered with
 * an error; one that does not even name its request goes to the dead letters. One by several
 * entities is cut into a part for each.
 */
public final class ParseLookup extends ProcessFunction<RawMessage, Question> {

  private static final long serialVersionUID = 1L;

  /** Questions by entity, whose vector is with the entity's state. */
  public static final OutputTag<Question> BY_ENTITY =
      new OutputTag<>("by-entity", Question.FORMAT.typeInfo());

  private final Base base;
  private transient OpenBase open;
  private transient KnownColumns columns;
  private transient Counter refused;

  public ParseLookup(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) {
    open = OpenBase.lasting(base);
    columns = new KnownColumns(base);
    refused = getRuntimeContext().getMetricGroup().counter("lookupsRefused");
  }

  @Override
  public void processElement(RawMessage message, Context context, Collector<Question> out) {
    Question question;
    try {
      LookupRequest request = LookupCodec.decode(message.value());
      check(request);
      question =
          Question.of(
              message.partition() + "@" + message.offset(),
              request.requestId(),
              message.timestamp(),
              request.lookup());
    } catch (IllegalArgumentException | IncompatibleException e) {
      refused.inc();
      Optional<String> requestId = LookupCodec.requestId(message.value());
      if (requestId.isPresent()) {
        context.output(Refusals.ANSWERS, Refusals.error(requestId.get(), Refusals.message(e)));
      } else {
        context.output(
            Refusals.DEAD_LETTERS,
            Refusals.deadLetter(message.source(), null, "malformed-lookup", Refusals.message(e)));
      }
      return;
    }
    if (question.lookup().query() instanceof Lookup.ByEntities by) {
      for (int part = 0; part < by.ids().size(); part++) {
        context.output(BY_ENTITY, question.withPart(part));
      }
    } else if (question.entityId() != null) {
      context.output(BY_ENTITY, question);
    } else {
      out.collect(question);
    }
  }

  private void check(LookupRequest request) {
    Lookup lookup = request.lookup();
    try {
      checkColumns(lookup);
    } catch (IllegalArgumentException | IncompatibleException e) {
      if (!columns.haveChanged()) {
        throw e;
      }
      checkColumns(lookup);
    }
    if (request.model() != null && !request.model().equals(open.generation().model().hash())) {
      throw new IncompatibleException(
          "Cannot compare a vector of model "
              + request.model()
              + " with index '"
              + base.index()
              + "', made by "
              + open.generation().model().hash());
    }
  }

  private void checkColumns(Lookup lookup) {
    if (lookup.scope().filter() != null) {
      Filter.parse(lookup.scope().filter(), columns.columns());
    }
    var unused = ChosenAttributes.of(lookup.attributes(), columns.columns().keySet());
  }
}
