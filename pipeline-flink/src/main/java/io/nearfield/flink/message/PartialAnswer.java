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
 * @param part which of the lookup's answers it belongs to, from 0
 * @param announced what is to be expected, or null if this is what a partition found
 * @param partition which partition found it, or -1
 * @param found in the lookup's order, at most as many as are wanted
 * @param total how many entries of the partition there are that may answer; -1 if not known
 * @param failure why the partition could not search, or null
 */
public record PartialAnswer(
    String ticket,
    int part,
    Announced announced,
    int partition,
    List<Found> found,
    long total,
    String failure) {

  /**
   * Version 2: ticket string, part int, whether announced boolean (and request id string, askedAt
   * long, answers int, entity id string, partitions int, k int, offset int, order byte, everything
   * boolean, generation long, truths int), partition int, total long, failure string, count int of
   * found (entity id string, distance float, version long, attributes). Version 1 was never part of
   * a checkpoint.
   */
  public static final WireFormat<PartialAnswer> FORMAT = new Format();

  public static PartialAnswer announce(String ticket, int part, Announced announced) {
    return new PartialAnswer(ticket, part, announced, -1, List.of(), -1, null);
  }

  /** What a partition found. */
  public static PartialAnswer of(PartitionLookup lookup, List<Found> found, long total) {
    return new PartialAnswer(
        lookup.ticket(), lookup.part(), null, lookup.partition(), found, total, null);
  }

  /** That a partition could not search. */
  public static PartialAnswer failed(PartitionLookup lookup, String why) {
    return new PartialAnswer(
        lookup.ticket(), lookup.part(), null, lookup.partition(), List.of(), -1, why);
  }

  private static final class Format extends WireFormat<PartialAnswer> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("partial-answer", 2, PartialAnswer.class);
    }

    @Override
    void write(PartialAnswer value, DataOutputView out) throws IOException {
      Wire.writeString(value.ticket, out);
      out.writeInt(value.part);
      Announced.write(value.announced, out);
      out.writeInt(value.partition);
      out.writeLong(value.total);
      Wire.writeString(value.failure, out);
      Found.writeAll(value.found, out);
    }

    @Override
    PartialAnswer read(int written, DataInputView in) throws IOException {
      requireWritten(written, 2);
      String ticket = Wire.readString(in);
      int part = in.readInt();
      Announced announced = Announced.read(in);
      int partition = in.readInt();
      long total = in.readLong();
      String failure = Wire.readString(in);
      return new PartialAnswer(
          ticket, part, announced, partition, Found.readAll(in), total, failure);
    }
  }
}
