package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A question by an entity that is as its edition has it.
 *
 * @param edition the number of the edition
 * @param partition the index partition that holds the entity
 * @param question which has no vector yet
 */
public record BaseQuestion(int edition, int partition, Question question) {

  /** Version 1: edition int, partition int, question. */
  public static final WireFormat<BaseQuestion> FORMAT = new Format();

  /** See {@link Edition#key}. */
  public long key() {
    return Edition.key(edition, partition);
  }

  private static final class Format extends WireFormat<BaseQuestion> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("base-question", 1, BaseQuestion.class);
    }

    @Override
    void write(BaseQuestion value, DataOutputView out) throws IOException {
      out.writeInt(value.edition);
      out.writeInt(value.partition);
      Question.FORMAT.writeVersioned(value.question, out);
    }

    @Override
    BaseQuestion read(int written, DataInputView in) throws IOException {
      return new BaseQuestion(in.readInt(), in.readInt(), Question.FORMAT.readVersioned(in));
    }
  }
}
