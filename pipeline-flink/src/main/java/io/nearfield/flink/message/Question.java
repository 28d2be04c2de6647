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
   * Version 1: ticket string, request id string, k int, filter string, nprobe int, re-rank factor
   * int, exact boolean, vector floats, kind of query (one byte: V vector, E entity, T text, I
   * image) and the query's floats, string, string or bytes.
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
      super("question", 1, Question.class);
    }

    @Override
    void write(Question value, DataOutputView out) throws IOException {
      Lookup lookup = value.lookup;
      Wire.writeString(value.ticket, out);
      Wire.writeString(value.requestId, out);
      out.writeInt(lookup.k());
      Wire.writeString(lookup.filter(), out);
      out.writeInt(lookup.nprobe());
      out.writeInt(lookup.rerankFactor());
      out.writeBoolean(lookup.exact());
      Wire.writeFloats(value.vector, out);
      if (lookup.query() instanceof Lookup.ByVector by) {
        out.writeByte('V');
        Wire.writeFloats(by.vector(), out);
      } else if (lookup.query() instanceof Lookup.ByEntity by) {
        out.writeByte('E');
        Wire.writeString(by.entityId(), out);
      } else if (lookup.query() instanceof Lookup.ByText by) {
        out.writeByte('T');
        Wire.writeString(by.text(), out);
      } else if (lookup.query() instanceof Lookup.ByImage by) {
        out.writeByte('I');
        Wire.writeBytes(by.bytes(), out);
      }
    }

    @Override
    Question read(int written, DataInputView in) throws IOException {
      String ticket = Wire.readString(in);
      String requestId = Wire.readString(in);
      int k = in.readInt();
      String filter = Wire.readString(in);
      int nprobe = in.readInt();
      int rerankFactor = in.readInt();
      boolean exact = in.readBoolean();
      float[] vector = Wire.readFloats(in);
      Lookup lookup = new Lookup(query(in), k, filter, nprobe, rerankFactor, exact);
      return new Question(ticket, requestId, lookup, vector);
    }

    private static Lookup.Query query(DataInputView in) throws IOException {
      int kind = in.readByte();
      return switch (kind) {
        case 'V' -> new Lookup.ByVector(Wire.readFloats(in));
        case 'E' -> new Lookup.ByEntity(Wire.readString(in));
        case 'T' -> new Lookup.ByText(Wire.readString(in));
        case 'I' -> new Lookup.ByImage(Wire.readBytes(in));
        default -> throw new IOException("Cannot read a query of kind " + kind);
      };
    }
  }
}
