package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What goes to the state of an entity: a change of it or a question by it.
 *
 * @param change or null
 * @param question or null
 */
public record EntityMessage(EntityChange change, Question question) {

  /** Version 1: whether it is a change boolean, then the change or the question. */
  public static final WireFormat<EntityMessage> FORMAT = new Format();

  public static EntityMessage of(EntityChange change) {
    return new EntityMessage(change, null);
  }

  public static EntityMessage of(Question question) {
    return new EntityMessage(null, question);
  }

  public String entityId() {
    return change != null ? change.entityId() : question.entityId();
  }

  private static final class Format extends WireFormat<EntityMessage> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("entity-message", 1, EntityMessage.class);
    }

    @Override
    void write(EntityMessage value, DataOutputView out) throws IOException {
      out.writeBoolean(value.change != null);
      if (value.change != null) {
        EntityChange.FORMAT.writeVersioned(value.change, out);
      } else {
        Question.FORMAT.writeVersioned(value.question, out);
      }
    }

    @Override
    EntityMessage read(int written, DataInputView in) throws IOException {
      return in.readBoolean()
          ? of(EntityChange.FORMAT.readVersioned(in))
          : of(Question.FORMAT.readVersioned(in));
    }
  }
}
