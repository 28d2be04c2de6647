package io.nearfield.flink.message;

import io.nearfield.connect.iceberg.CoveredOffsets;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A generation as the job serves it: its entries as a snapshot of the index table has them. Numbers
 * go up and are never given twice, also when a generation comes back by a rollback.
 *
 * @param number counts up from 1 within the life of the job's state
 * @param generation the index's
 * @param refresh how often the generation had been refreshed
 * @param snapshot of the index table, or -1 for a table without any
 * @param covered which changes are among the entries
 */
public record Edition(
    int number, long generation, int refresh, long snapshot, CoveredOffsets covered) {

  /** Version 1: number int, generation long, refresh int, snapshot long, covered string. */
  public static final WireFormat<Edition> FORMAT = new Format();

  /** The key of one of its index partitions in keyed streams: number in the upper half. */
  public static long key(int edition, int partition) {
    return (long) edition << 32 | partition;
  }

  @Override
  public String toString() {
    return refresh == 0
        ? "generation " + generation
        : "generation " + generation + " after refresh " + refresh;
  }

  private static final class Format extends WireFormat<Edition> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("edition", 1, Edition.class);
    }

    @Override
    void write(Edition value, DataOutputView out) throws IOException {
      out.writeInt(value.number);
      out.writeLong(value.generation);
      out.writeInt(value.refresh);
      out.writeLong(value.snapshot);
      Wire.writeString(value.covered.toString(), out);
    }

    @Override
    Edition read(int written, DataInputView in) throws IOException {
      return new Edition(
          in.readInt(),
          in.readLong(),
          in.readInt(),
          in.readLong(),
          CoveredOffsets.parse(Wire.readString(in)));
    }
  }
}
