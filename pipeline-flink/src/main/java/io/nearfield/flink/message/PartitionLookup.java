package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A lookup on its way to one index partition of one edition, or a marker among such lookups.
 *
 * @param edition the number of the edition
 * @param marker says that nothing more is asked, or null; all but the partition means nothing then
 * @param ticket names the lookup inside the job
 * @param part which of its answers is asked for, or {@link #CANARY}
 * @param partition which
 * @param cells to be scanned, or {@link #ALL_CELLS}
 * @param vector prepared for the metric
 * @param terms what to look for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record PartitionLookup(
    int edition,
    Marker marker,
    String ticket,
    int part,
    int partition,
    int[] cells,
    float[] vector,
    Terms terms) {

  /** Says that every cell of the partition is to be scanned, however many it has. */
  public static final int[] ALL_CELLS = {};

  /** The part of a lookup that is answered exactly, to grade the answer that was given. */
  public static final int CANARY = -2;

  /**
   * Version 1: edition int, whether a marker boolean (and its fields), partition int; if it is no
   * marker: ticket string, part int, cells ints (none for all), vector floats, terms (wanted int,
   * radius, order byte, scope, excluded strings, re-rank factor int, exact boolean, attributes
   * strings).
   */
  public static final WireFormat<PartitionLookup> FORMAT = new Format();

  /** Says that the sender asks nothing more. */
  public static PartitionLookup marker(int partition, Marker marker) {
    return new PartitionLookup(
        marker.edition().number(), marker, null, 0, partition, ALL_CELLS, null, null);
  }

  /** See {@link Edition#key}. */
  public long key() {
    return Edition.key(edition, partition);
  }

  public boolean allCells() {
    return cells.length == 0;
  }

  private static final class Format extends WireFormat<PartitionLookup> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("edition-lookup", 1, PartitionLookup.class);
    }

    @Override
    void write(PartitionLookup value, DataOutputView out) throws IOException {
      out.writeInt(value.edition);
      Marker.write(value.marker, out);
      out.writeInt(value.partition);
      if (value.marker == null) {
        Wire.writeString(value.ticket, out);
        out.writeInt(value.part);
        Wire.writeInts(value.cells, out);
        Wire.writeFloats(value.vector, out);
        Terms.write(value.terms, out);
      }
    }

    @Override
    PartitionLookup read(int written, DataInputView in) throws IOException {
      int edition = in.readInt();
      Marker marker = Marker.read(in);
      int partition = in.readInt();
      if (marker != null) {
        return marker(partition, marker);
      }
      return new PartitionLookup(
          edition,
          null,
          Wire.readString(in),
          in.readInt(),
          partition,
          Wire.readInts(in),
          Wire.readFloats(in),
          Terms.read(in));
    }
  }
}
