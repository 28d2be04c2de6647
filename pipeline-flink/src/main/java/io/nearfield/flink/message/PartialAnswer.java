package io.nearfield.flink.message;

import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A part of an answer on its way to the merge: what one index partition found, or the announcement
 * of how many partitions are asked.
 *
 * @param ticket names the lookup inside the job
 * @param announced what is to be expected, or null if this is what a partition found
 * @param partition which partition found it, or -1
 * @param found nearest first, at most k
 * @param failure why the partition could not search, or null
 */
public record PartialAnswer(
    String ticket, Announced announced, int partition, List<Found> found, String failure) {

  /**
   * What the merge has to know of a lookup.
   *
   * @param requestId the asker's
   * @param partitions how many are asked
   * @param k how many neighbours are wanted
   * @param everything whether every cell is scanned
   * @param generation which answers
   */
  public record Announced(
      String requestId, int partitions, int k, boolean everything, long generation) {

    static void write(Announced value, DataOutputView out) throws IOException {
      out.writeBoolean(value != null);
      if (value != null) {
        Wire.writeString(value.requestId, out);
        out.writeInt(value.partitions);
        out.writeInt(value.k);
        out.writeBoolean(value.everything);
        out.writeLong(value.generation);
      }
    }

    static Announced read(DataInputView in) throws IOException {
      return in.readBoolean()
          ? new Announced(
              Wire.readString(in), in.readInt(), in.readInt(), in.readBoolean(), in.readLong())
          : null;
    }
  }

  /**
   * Version 1: ticket string, whether announced boolean (and request id string, partitions int, k
   * int, everything boolean, generation long), partition int, failure string, count int of found (entity id string,
   * distance float, version long, attributes).
   */
  public static final WireFormat<PartialAnswer> FORMAT = new Format();

  public static PartialAnswer announce(String ticket, Announced announced) {
    return new PartialAnswer(ticket, announced, -1, List.of(), null);
  }

  private static final class Format extends WireFormat<PartialAnswer> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("partial-answer", 1, PartialAnswer.class);
    }

    @Override
    void write(PartialAnswer value, DataOutputView out) throws IOException {
      Wire.writeString(value.ticket, out);
      Announced.write(value.announced, out);
      out.writeInt(value.partition);
      Wire.writeString(value.failure, out);
      Found.writeAll(value.found, out);
    }

    @Override
    PartialAnswer read(int written, DataInputView in) throws IOException {
      String ticket = Wire.readString(in);
      Announced announced = Announced.read(in);
      int partition = in.readInt();
      String failure = Wire.readString(in);
      return new PartialAnswer(ticket, announced, partition, Found.readAll(in), failure);
    }
  }
}
