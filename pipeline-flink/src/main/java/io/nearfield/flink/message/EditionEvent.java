package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A step of the swap from one edition to the next, told to all operators by the one that watches
 * the table.
 *
 * @param step what to do
 * @param edition with which
 * @param token names this attempt in what operators report back
 */
public record EditionEvent(Step step, Edition edition, long token) {

  /** The steps, in their order; after PREPARE comes either ABANDON or SERVE and RETIRE. */
  public enum Step {
    /** Load it, and bring it the changes since its build, beside the one that serves. */
    PREPARE,
    /** Answer new lookups from it. */
    SERVE,
    /** Forget it: no lookup asks it any more. */
    RETIRE,
    /** Forget it: it could not be prepared. */
    ABANDON
  }

  /** Version 1: step byte (0 prepare, 1 serve, 2 retire, 3 abandon), edition, token long. */
  public static final WireFormat<EditionEvent> FORMAT = new Format();

  private static final class Format extends WireFormat<EditionEvent> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("edition-event", 1, EditionEvent.class);
    }

    @Override
    void write(EditionEvent value, DataOutputView out) throws IOException {
      out.writeByte(value.step.ordinal());
      Edition.FORMAT.writeVersioned(value.edition, out);
      out.writeLong(value.token);
    }

    @Override
    EditionEvent read(int written, DataInputView in) throws IOException {
      return new EditionEvent(
          Step.values()[in.readByte()], Edition.FORMAT.readVersioned(in), in.readLong());
    }
  }
}
