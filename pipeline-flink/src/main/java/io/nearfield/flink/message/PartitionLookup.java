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
 * @param partition which
 * @param cells to be scanned, or {@link #ALL_CELLS}
 * @param vector prepared for the metric
 * @param k how many
 * @param rerankFactor as resolved from the generation
 * @param exact compare full vectors
 * @param filter an expression or null
 * @param excluded an entity left out, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record PartitionLookup(
    int edition,
    Marker marker,
    String ticket,
    int partition,
    int[] cells,
    float[] vector,
    int k,
    int rerankFactor,
    boolean exact,
    String filter,
    String excluded) {

  /** Says that every cell of the partition is to be scanned, however many it has. */
  public static final int[] ALL_CELLS = {};

  /**
   * Version 1: edition int, whether a marker boolean (and its fields), ticket string, partition int, cells ints (none for all), vector floats, k int,
   * rerankFactor int, exact boolean, filter string, excluded string.
   */
  public static final WireFormat<PartitionLookup> FORMAT = new Format();

  /** Says that the sender asks nothing more. */
  public static PartitionLookup marker(int partition, Marker marker) {
    return new PartitionLookup(
        marker.edition().number(),
        marker,
        null,
        partition,
        ALL_CELLS,
        null,
        1,
        0,
        false,
        null,
        null);
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
      Wire.writeString(value.ticket, out);
      out.writeInt(value.partition);
      Wire.writeInts(value.cells, out);
      Wire.writeFloats(value.vector, out);
      out.writeInt(value.k);
      out.writeInt(value.rerankFactor);
      out.writeBoolean(value.exact);
      Wire.writeString(value.filter, out);
      Wire.writeString(value.excluded, out);
    }

    @Override
    PartitionLookup read(int written, DataInputView in) throws IOException {
      return new PartitionLookup(
          in.readInt(),
          Marker.read(in),
          Wire.readString(in),
          in.readInt(),
          Wire.readInts(in),
          Wire.readFloats(in),
          in.readInt(),
          in.readInt(),
          in.readBoolean(),
          Wire.readString(in),
          Wire.readString(in));
    }
  }
}
