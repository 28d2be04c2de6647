package io.nearfield.flink.message;

import io.nearfield.connect.api.Lookup;
import java.io.IOException;
import java.util.Set;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A lookup on its way to being a vector. One by several entities goes as a part for each of them
 * until all their vectors are known.
 *
 * @param ticket names the lookup inside the job, also if a request id is used twice: partition and
 *     offset of its message
 * @param requestId the asker's
 * @param askedAt the timestamp of its message, in milliseconds
 * @param lookup what was asked
 * @param part which of the entities this is about, from 0; or {@link #WHOLE}
 * @param vector of the query, prepared for the metric; null until it is resolved
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record Question(
    String ticket, String requestId, long askedAt, Lookup lookup, int part, float[] vector) {

  /** The part of a lookup that has none. */
  public static final int WHOLE = -1;

  /**
   * Version 2: ticket string, request id string, askedAt long, part int, vector floats, lookup.
   *
   * <p>Version 1: ticket string, request id string, k int, filter string, nprobe int, re-rank
   * factor int, exact boolean, vector floats, query.
   */
  public static final WireFormat<Question> FORMAT = new Format();

  /** A lookup that is not resolved yet. */
  public static Question of(String ticket, String requestId, long askedAt, Lookup lookup) {
    return new Question(ticket, requestId, askedAt, lookup, WHOLE, null);
  }

  public Question withVector(float[] prepared) {
    return new Question(ticket, requestId, askedAt, lookup, part, prepared);
  }

  public Question withPart(int newPart) {
    return new Question(ticket, requestId, askedAt, lookup, newPart, vector);
  }

  /** Whether it is about one of several entities. */
  public boolean isPart() {
    return part != WHOLE;
  }

  /** How many answers the lookup has: one for each entity, if that was asked. */
  public int answers() {
    return isEach() ? ((Lookup.ByEntities) lookup.query()).ids().size() : 1;
  }

  /** Whether each of several entities has an answer of its own. */
  public boolean isEach() {
    return lookup.query() instanceof Lookup.ByEntities by && by.combine() == Lookup.Combine.EACH;
  }

  /** The entity whose vector this is about, or null. */
  public String entityId() {
    if (lookup.query() instanceof Lookup.ByEntity by) {
      return by.entityId();
    }
    return isPart() ? ((Lookup.ByEntities) lookup.query()).ids().get(part) : null;
  }

  /** The entities that are searched from, which the answer leaves out. */
  public Set<String> excluded() {
    if (entityId() != null) {
      return Set.of(entityId());
    }
    return lookup.query() instanceof Lookup.ByEntities by ? Set.copyOf(by.ids()) : Set.of();
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
      out.writeLong(value.askedAt);
      out.writeInt(value.part);
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
      long askedAt = in.readLong();
      int part = in.readInt();
      float[] vector = Wire.readFloats(in);
      return new Question(ticket, requestId, askedAt, LookupWire.read(in), part, vector);
    }

    private static Question readFirst(String ticket, String requestId, DataInputView in)
        throws IOException {
      int k = in.readInt();
      String filter = Wire.readString(in);
      Lookup.Effort effort = new Lookup.Effort(in.readInt(), in.readInt(), in.readBoolean());
      float[] vector = Wire.readFloats(in);
      Lookup lookup = Lookup.of(LookupWire.readQuery(in), k).withFilter(filter).with(effort);
      return of(ticket, requestId, -1, lookup).withVector(vector);
    }
  }
}
