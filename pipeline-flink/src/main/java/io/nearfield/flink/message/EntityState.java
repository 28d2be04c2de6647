package io.nearfield.flink.message;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * State by entity: what the last change said, and where the entity lies since in each edition. Kept
 * for deleted entities as well, so that a late change does not bring them back.
 *
 * @param version of the last change
 * @param order of the last change
 * @param origin where the change stood
 * @param changedAt when the change came, in milliseconds of the epoch
 * @param vector prepared for the metric; null if the entity is deleted
 * @param attributes all that the change gave
 * @param places where it lies in each edition that has been told of the change
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record EntityState(
    long version,
    long order,
    Origin origin,
    long changedAt,
    float[] vector,
    Map<String, Object> attributes,
    Places places) {

  /**
   * Version 2: version long, order long, origin (partition int, offset long), changedAt long,
   * vector floats, attributes attributes, places ints (edition, partition; repeated). Version 1
   * knew no attributes and one generation only; it cannot be carried over.
   */
  public static final WireFormat<EntityState> FORMAT = new Format();

  /**
   * After a change, in no edition yet.
   *
   * @param prepared its vector, or null if the entity is deleted
   */
  public static EntityState of(EntityChange change, float[] prepared, long now) {
    return new EntityState(
        change.version(),
        change.order(),
        Origin.of(change.source()),
        now,
        prepared,
        change.deleted() ? Map.of() : change.attributes(),
        Places.NONE);
  }

  public EntityState withPlaces(Places newPlaces) {
    return new EntityState(version, order, origin, changedAt, vector, attributes, newPlaces);
  }

  public boolean isDeleted() {
    return vector == null;
  }

  /** Whether a change counts after what is known. */
  public boolean isOlderThan(EntityChange change) {
    return change.version() > version || (change.version() == version && change.order() > order);
  }

  private static final class Format extends WireFormat<EntityState> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("entity-state", 2, EntityState.class);
    }

    @Override
    void write(EntityState value, DataOutputView out) throws IOException {
      out.writeLong(value.version);
      out.writeLong(value.order);
      out.writeInt(value.origin.partition());
      out.writeLong(value.origin.offset());
      out.writeLong(value.changedAt);
      Wire.writeFloats(value.vector, out);
      Wire.writeAttributes(value.attributes, out);
      Wire.writeInts(value.places.pairs(), out);
    }

    @Override
    EntityState read(int written, DataInputView in) throws IOException {
      if (written == 1) {
        throw new IOException(
            "Cannot read entity-state of version 1: it knows one generation only; start without"
                + " the checkpoint, all changes are replayed then");
      }
      return new EntityState(
          in.readLong(),
          in.readLong(),
          new Origin(in.readInt(), in.readLong()),
          in.readLong(),
          Wire.readFloats(in),
          Wire.readAttributes(in),
          new Places(Wire.readInts(in)));
    }
  }
}
