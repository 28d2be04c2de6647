package io.nearfield.flink.message;

import io.nearfield.connect.api.Lookup.Order;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the merge has to know of one answer that a lookup asks for.
 *
 * @param asker whom it is for
 * @param partitions how many are asked
 * @param k how many neighbours are wanted
 * @param offset how many come before them
 * @param order which come first
 * @param everything whether every entry that may answer is looked at
 * @param generation which answers
 * @param truths how many partitions are asked for the truth, to grade this answer; 0 if none is
 */
public record Announced(
    Asker asker,
    int partitions,
    int k,
    int offset,
    Order order,
    boolean everything,
    long generation,
    int truths) {

  /**
   * Who asks.
   *
   * @param requestId the asker's
   * @param askedAt the timestamp of the lookup's message, in milliseconds; negative if not known
   * @param answers how many answers the lookup has
   * @param entityId whose answer this is, where there are several; else null
   */
  public record Asker(String requestId, long askedAt, int answers, String entityId) {

    public static Asker of(Question question) {
      return new Asker(
          question.requestId(),
          question.askedAt(),
          question.answers(),
          question.isPart() ? question.entityId() : null);
    }
  }

  static void write(Announced value, DataOutputView out) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      Wire.writeString(value.asker.requestId, out);
      out.writeLong(value.asker.askedAt);
      out.writeInt(value.asker.answers);
      Wire.writeString(value.asker.entityId, out);
      out.writeInt(value.partitions);
      out.writeInt(value.k);
      out.writeInt(value.offset);
      LookupWire.writeOrder(value.order, out);
      out.writeBoolean(value.everything);
      out.writeLong(value.generation);
      out.writeInt(value.truths);
    }
  }

  static Announced read(DataInputView in) throws IOException {
    return in.readBoolean()
        ? new Announced(
            new Asker(Wire.readString(in), in.readLong(), in.readInt(), Wire.readString(in)),
            in.readInt(),
            in.readInt(),
            in.readInt(),
            LookupWire.readOrder(in),
            in.readBoolean(),
            in.readLong(),
            in.readInt())
        : null;
  }
}
