package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * State by lookup and part: the vector of one of several entities.
 *
 * @param vector prepared for the metric; null if there is none
 * @param failure why there is none, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record PartVector(float[] vector, String failure) {

  /** Version 1: vector floats, failure string. */
  public static final WireFormat<PartVector> FORMAT = new Format();

  private static final class Format extends WireFormat<PartVector> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("part-vector", 1, PartVector.class);
    }

    @Override
    void write(PartVector value, DataOutputView out) throws IOException {
      Wire.writeFloats(value.vector, out);
      Wire.writeString(value.failure, out);
    }

    @Override
    PartVector read(int written, DataInputView in) throws IOException {
      return new PartVector(Wire.readFloats(in), Wire.readString(in));
    }
  }
}
