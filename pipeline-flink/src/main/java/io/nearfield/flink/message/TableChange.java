package io.nearfield.flink.message;

import io.nearfield.connect.iceberg.CoveredOffsets;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Something that the tables are to show: a change that counted, what it means for an index
 * partition, or how far the sources have been read. At most one of the three is there; none says
 * that a generation serves from now on.
 *
 * @param takenAt when the job took it, in milliseconds
 * @param change a change that counted, with its vector as it was sent, or null
 * @param generation of {@code entry}, or that serves from now on
 * @param entry what a change means for an index partition, or null
 * @param read how far the sources have been read, or null
 */
public record TableChange(
    long takenAt,
    EntityChange change,
    long generation,
    PartitionChange entry,
    CoveredOffsets read) {

  /**
   * Version 1: takenAt long, tag byte, then for C the change, for E generation long and the
   * partition change, for R the offsets as a string, for S generation long.
   */
  public static final WireFormat<TableChange> FORMAT = new Format();

  public static TableChange of(EntityChange change) {
    return new TableChange(System.currentTimeMillis(), change, -1, null, null);
  }

  public static TableChange of(long generation, PartitionChange entry) {
    return new TableChange(System.currentTimeMillis(), null, generation, entry, null);
  }

  public static TableChange read(CoveredOffsets read) {
    return new TableChange(System.currentTimeMillis(), null, -1, null, read);
  }

  /** All entries of the generation have been told, and lookups are answered from it. */
  public static TableChange serving(long generation) {
    return new TableChange(System.currentTimeMillis(), null, generation, null, null);
  }

  /** Whether it is {@link #serving}. */
  public boolean isServing() {
    return change == null && entry == null && read == null;
  }

  /** All changes of an entity have the same key. */
  public String key() {
    if (change != null) {
      return change.entityId();
    }
    return entry == null ? "" : entry.entityId();
  }

  private static final class Format extends WireFormat<TableChange> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("table-change", 1, TableChange.class);
    }

    @Override
    void write(TableChange value, DataOutputView out) throws IOException {
      out.writeLong(value.takenAt);
      if (value.change != null) {
        out.writeByte('C');
        EntityChange.FORMAT.writeVersioned(value.change, out);
      } else if (value.entry != null) {
        out.writeByte('E');
        out.writeLong(value.generation);
        PartitionChange.FORMAT.writeVersioned(value.entry, out);
      } else if (value.isServing()) {
        out.writeByte('S');
        out.writeLong(value.generation);
      } else {
        out.writeByte('R');
        Wire.writeString(value.read.toString(), out);
      }
    }

    @Override
    TableChange read(int written, DataInputView in) throws IOException {
      long takenAt = in.readLong();
      byte tag = in.readByte();
      return switch (tag) {
        case 'C' -> new TableChange(takenAt, EntityChange.FORMAT.readVersioned(in), -1, null, null);
        case 'E' -> {
          long generation = in.readLong();
          yield new TableChange(
              takenAt, null, generation, PartitionChange.FORMAT.readVersioned(in), null);
        }
        case 'R' ->
            new TableChange(takenAt, null, -1, null, CoveredOffsets.parse(Wire.readString(in)));
        case 'S' -> new TableChange(takenAt, null, in.readLong(), null, null);
        default -> throw new IOException("Cannot read a table-change of tag " + tag);
      };
    }
  }
}
