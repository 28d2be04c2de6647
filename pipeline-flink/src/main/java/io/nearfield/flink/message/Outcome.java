package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What became of a value in an asynchronous step, which has one output only.
 *
 * @param value the value, as it was or with what the step found
 * @param failure why the step could not be done, or null
 */
public record Outcome<T>(T value, String failure) {

  /** Version 1: failure string, the change in its own format. */
  public static final WireFormat<Outcome<EntityChange>> CHANGE_FORMAT =
      new Format<>("change-outcome", EntityChange.FORMAT);

  /** Version 1: failure string, the question in its own format. */
  public static final WireFormat<Outcome<Question>> QUESTION_FORMAT =
      new Format<>("question-outcome", Question.FORMAT);

  public static <T> Outcome<T> of(T value) {
    return new Outcome<>(value, null);
  }

  public boolean failed() {
    return failure != null;
  }

  private static final class Format<T> extends WireFormat<Outcome<T>> {
    private static final long serialVersionUID = 1L;
    private final WireFormat<T> values;

    @SuppressWarnings("unchecked") // a class has no type arguments
    Format(String name, WireFormat<T> values) {
      super(name, 1, (Class<Outcome<T>>) (Class<?>) Outcome.class);
      this.values = values;
    }

    @Override
    void write(Outcome<T> value, DataOutputView out) throws IOException {
      Wire.writeString(value.failure, out);
      values.writeVersioned(value.value, out);
    }

    @Override
    Outcome<T> read(int written, DataInputView in) throws IOException {
      String failure = Wire.readString(in);
      return new Outcome<>(values.readVersioned(in), failure);
    }
  }
}
