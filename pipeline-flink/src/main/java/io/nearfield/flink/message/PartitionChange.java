package io.nearfield.flink.message;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a change means for one index partition of one edition, or a marker among such changes.
 *
 * @param edition the number of the edition
 * @param partition which
 * @param marker a step of a swap instead of a change, or null; all that follows means nothing then
 * @param entityId whose
 * @param version of the change
 * @param removed whether the entity is no longer in this partition
 * @param inBase whether the base has the entity in this partition, so that a removal must be
 *     remembered
 * @param cell where it lies; the next four mean nothing in a removal
 * @param code its code
 * @param vector prepared for the metric
 * @param attributes the filter columns
 * @param sentAt the timestamp of the change's message, in milliseconds; -1 if it is told again
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record PartitionChange(
    int edition,
    int partition,
    Marker marker,
    String entityId,
    long version,
    boolean removed,
    boolean inBase,
    int cell,
    byte[] code,
    float[] vector,
    Map<String, Object> attributes,
    long sentAt) {

  /**
   * Version 1: edition int, partition int, whether a marker boolean (and kind byte, edition, token
   * long, sender int, senders int), entityId string, version long, removed boolean, inBase boolean,
   * cell int, code bytes, vector floats, attributes attributes, sentAt long.
   */
  public static final WireFormat<PartitionChange> FORMAT = new Format();

  /** The entity has left the partition. */
  public static PartitionChange removal(
      int edition, int partition, String entityId, long version, boolean inBase) {
    return new PartitionChange(
        edition, partition, null, entityId, version, true, inBase, -1, null, null, Map.of(), -1);
  }

  /** The same with the time at which the change was sent. */
  public PartitionChange sentAt(long time) {
    return new PartitionChange(
        edition,
        partition,
        marker,
        entityId,
        version,
        removed,
        inBase,
        cell,
        code,
        vector,
        attributes,
        time);
  }

  /** A step of a swap. */
  public static PartitionChange marker(int partition, Marker marker) {
    return new PartitionChange(
        marker.edition().number(),
        partition,
        marker,
        null,
        -1,
        false,
        false,
        -1,
        null,
        null,
        Map.of(),
        -1);
  }

  /** See {@link Edition#key}. */
  public long key() {
    return Edition.key(edition, partition);
  }

  private static final class Format extends WireFormat<PartitionChange> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("edition-change", 1, PartitionChange.class);
    }

    @Override
    void write(PartitionChange value, DataOutputView out) throws IOException {
      out.writeInt(value.edition);
      out.writeInt(value.partition);
      Marker.write(value.marker, out);
      Wire.writeString(value.entityId, out);
      out.writeLong(value.version);
      out.writeBoolean(value.removed);
      out.writeBoolean(value.inBase);
      out.writeInt(value.cell);
      Wire.writeBytes(value.code, out);
      Wire.writeFloats(value.vector, out);
      Wire.writeAttributes(value.attributes, out);
      out.writeLong(value.sentAt);
    }

    @Override
    PartitionChange read(int written, DataInputView in) throws IOException {
      return new PartitionChange(
          in.readInt(),
          in.readInt(),
          Marker.read(in),
          Wire.readString(in),
          in.readLong(),
          in.readBoolean(),
          in.readBoolean(),
          in.readInt(),
          Wire.readBytes(in),
          Wire.readFloats(in),
          Wire.readAttributes(in),
          in.readLong());
    }
  }
}
