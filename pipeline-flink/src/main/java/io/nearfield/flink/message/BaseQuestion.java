package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A question by an entity that is as its edition has it.
 *
 * @param edition which has it
 * @param partition the index partition that holds the entity
 * @param question which has no vector yet
 */
public record BaseQuestion(Edition edition, int partition, Question question) {

  /** Version 1: edition, partition int, question. */
  public static final WireFormat<BaseQuestion> FORMAT = new Format();

  /** See {@link Edition#key}. */
  public long key() {
    return Edition.key(edition.number(), partition);
  }

  private static final class Format extends WireFormat<BaseQuestion> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("base-question", 1, BaseQuestion.class);
    }

    @Override
    void write(BaseQuestion value, DataOutputView out) throws IOException {
      Edition.FORMAT.writeVersioned(value.edition, out);
      out.writeInt(value.partition);
      Question.FORMAT.writeVersioned(value.question, out);
    }

    @Override
    BaseQuestion read(int written, DataInputView in) throws IOException {
      return new BaseQuestion(
          Edition.FORMAT.readVersioned(in), in.readInt(), Question.FORMAT.readVersioned(in));
    }
  }
}
