package io.nearfield.flink.operator;

import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.kafka.LookupCodec;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.flink.message.Question;
import io.nearfield.flink.message.RawMessage;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Reads lookups and checks all that can be checked without searching. A wrong one is answered with
 * an error; one that does not even name its request goes to the dead letters.
 */
public final class ParseLookup extends ProcessFunction<RawMessage, Question> {

  private static final long serialVersionUID = 1L;

  /** Questions by entity, whose vector is with the entity's state. */
  public static final OutputTag<Question> BY_ENTITY =
      new OutputTag<>("by-entity", Question.FORMAT.typeInfo());

  private final Base base;
  private transient OpenBase open;

  public ParseLookup(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) {
    open = OpenBase.lasting(base);
  }

  @Override
  public void processElement(RawMessage message, Context context, Collector<Question> out) {
    Question question;
    try {
      LookupRequest request = LookupCodec.decode(message.value());
      check(request);
      question =
          new Question(
              message.partition() + "@" + message.offset(),
              request.requestId(),
              request.lookup(),
              null);
    } catch (IllegalArgumentException | IncompatibleException e) {
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
    if (question.entityId() != null) {
      context.output(BY_ENTITY, question);
    } else {
      out.collect(question);
    }
  }

  private static boolean supported(Lookup lookup) {
    return lookup.extent().radius() == null
        && lookup.extent().offset() == 0
        && lookup.order() == Lookup.Order.NEAREST
        && lookup.scope().ids() == null
        && lookup.attributes() == null
        && !(lookup.query() instanceof Lookup.ByEntities)
        && !(lookup.query() instanceof Lookup.ByBits)
        && !(lookup.query() instanceof Lookup.ByDocument);
  }

  private void check(LookupRequest request) {
    Lookup lookup = request.lookup();
    if (lookup.scope().filter() != null) {
      Filter.parse(lookup.scope().filter(), open.columns());
    }
    if (!supported(lookup)) {
      throw new IncompatibleException(
          "Cannot look up by radius, page, order, view, several entities or documents live");
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
}
