package io.nearfield.flink.message;

import io.nearfield.connect.api.Lookup;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A lookup on its way to being a vector.
 *
 * @param ticket names the lookup inside the job, also if a request id is used twice: partition and
 *     offset of its message
 * @param requestId the asker's
 * @param lookup what was asked
 * @param vector of the query, prepared for the metric; null until it is resolved
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record Question(String ticket, String requestId, Lookup lookup, float[] vector) {

  /**
   * Version 2: ticket string, request id string, vector floats, lookup.
   *
   * <p>Version 1: ticket string, request id string, k int, filter string, nprobe int, re-rank
   * factor int, exact boolean, vector floats, query.
   */
  public static final WireFormat<Question> FORMAT = new Format();

  public Question withVector(float[] prepared) {
    return new Question(ticket, requestId, lookup, prepared);
  }

  /** The entity that is asked by, which the answer leaves out, or null. */
  public String entityId() {
    return lookup.query() instanceof Lookup.ByEntity by ? by.entityId() : null;
  }

  private static final class Format extends WireFormat<Question> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("question", 2, Question.class);
    }

    @Override
    void write(Question value, DataOutputView out) throws IOException {
      Wire.writeString(value.ticket, out);
      Wire.writeString(value.requestId, out);
      Wire.writeFloats(value.vector, out);
      LookupWire.write(value.lookup, out);
    }

    @Override
    Question read(int written, DataInputView in) throws IOException {
      String ticket = Wire.readString(in);
      String requestId = Wire.readString(in);
      if (written == 1) {
        return readFirst(ticket, requestId, in);
      }
      float[] vector = Wire.readFloats(in);
      return new Question(ticket, requestId, LookupWire.read(in), vector);
    }

    private static Question readFirst(String ticket, String requestId, DataInputView in)
        throws IOException {
      int k = in.readInt();
      String filter = Wire.readString(in);
      Lookup.Effort effort = new Lookup.Effort(in.readInt(), in.readInt(), in.readBoolean());
      float[] vector = Wire.readFloats(in);
      Lookup lookup = Lookup.of(LookupWire.readQuery(in), k).withFilter(filter).with(effort);
      return new Question(ticket, requestId, lookup, vector);
    }
  }
}
