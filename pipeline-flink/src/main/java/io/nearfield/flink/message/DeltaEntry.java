package io.nearfield.flink.message;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * State by index partition and entity: how the partition differs from its base.
 *
 * @param version of the change
 * @param removed whether the base entry is gone
 * @param cell where it lies
 * @param code its code, null if removed
 * @param vector prepared for the metric, null if removed
 * @param attributes the filter columns
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record DeltaEntry(
    long version,
    boolean removed,
    int cell,
    byte[] code,
    float[] vector,
    Map<String, Object> attributes) {

  /**
   * Version 1: version long, removed boolean, cell int, code bytes, vector floats, attributes
   * attributes.
   */
  public static final WireFormat<DeltaEntry> FORMAT = new Format();

  public static DeltaEntry of(PartitionChange change) {
    return new DeltaEntry(
        change.version(),
        change.removed(),
        change.cell(),
        change.code(),
        change.vector(),
        change.attributes());
  }

  private static final class Format extends WireFormat<DeltaEntry> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("delta-entry", 1, DeltaEntry.class);
    }

    @Override
    void write(DeltaEntry value, DataOutputView out) throws IOException {
      out.writeLong(value.version);
      out.writeBoolean(value.removed);
      out.writeInt(value.cell);
      Wire.writeBytes(value.code, out);
      Wire.writeFloats(value.vector, out);
      Wire.writeAttributes(value.attributes, out);
    }

    @Override
    DeltaEntry read(int written, DataInputView in) throws IOException {
      return new DeltaEntry(
          in.readLong(),
          in.readBoolean(),
          in.readInt(),
          Wire.readBytes(in),
          Wire.readFloats(in),
          Wire.readAttributes(in));
    }
  }
}
