package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * State by entity: what the last change said. Kept for deleted entities as well, so that a late
 * change does not bring them back.
 *
 * @param version of the last change
 * @param order of the last change
 * @param partition where the entity lies, or -1 if it is deleted
 * @param cell where the entity lies
 * @param vector prepared for the metric, or null if deleted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record EntityState(long version, long order, int partition, int cell, float[] vector) {

  /** Version 1: version long, order long, partition int, cell int, vector floats. */
  public static final WireFormat<EntityState> FORMAT = new Format();

  /** After a delete. */
  static final int NOWHERE = -1;

  public static EntityState deleted(EntityChange change) {
    return new EntityState(change.version(), change.order(), NOWHERE, NOWHERE, null);
  }

  public boolean isDeleted() {
    return partition == NOWHERE;
  }

  /** Whether a change counts after what is known. */
  public boolean isOlderThan(EntityChange change) {
    return change.version() > version || (change.version() == version && change.order() > order);
  }

  private static final class Format extends WireFormat<EntityState> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("entity-state", 1, EntityState.class);
    }

    @Override
    void write(EntityState value, DataOutputView out) throws IOException {
      out.writeLong(value.version);
      out.writeLong(value.order);
      out.writeInt(value.partition);
      out.writeInt(value.cell);
      Wire.writeFloats(value.vector, out);
    }

    @Override
    EntityState read(int written, DataInputView in) throws IOException {
      return new EntityState(
          in.readLong(), in.readLong(), in.readInt(), in.readInt(), Wire.readFloats(in));
    }
  }
}
