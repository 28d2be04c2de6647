package io.nearfield.flink.message;

import io.nearfield.connect.iceberg.CoveredOffsets;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Changes that wait in a file to be committed to the tables, or without a file how far the sources
 * had been read, or that a generation began to serve.
 *
 * @param lineage which start of the job it comes from; empty until it is known
 * @param checkpoint the checkpoint that it belongs to
 * @param file its path, or null
 * @param changes how many there are in it
 * @param bytes how long the file is
 * @param firstAt when the first of them was taken, in milliseconds
 * @param read how far the sources had been read by that checkpoint, as far as its writer knows
 * @param serving the generation that began to serve in that checkpoint, or -1
 */
public record Staged(
    String lineage,
    long checkpoint,
    String file,
    long changes,
    long bytes,
    long firstAt,
    CoveredOffsets read,
    long serving) {

  /**
   * Version 1: lineage string, checkpoint long, file string, changes long, bytes long, firstAt
   * long, offsets string, serving long.
   */
  public static final WireFormat<Staged> FORMAT = new Format();

  /** No changes, but how far the sources had been read. */
  public static Staged read(String lineage, long checkpoint, CoveredOffsets read) {
    return new Staged(lineage, checkpoint, null, 0, 0, 0, read, -1);
  }

  /** No changes, but that a generation began to serve. */
  public static Staged serving(String lineage, long checkpoint, long generation) {
    return new Staged(lineage, checkpoint, null, 0, 0, 0, CoveredOffsets.NONE, generation);
  }

  public Staged withLineage(String newLineage) {
    return new Staged(newLineage, checkpoint, file, changes, bytes, firstAt, read, serving);
  }

  public Staged withCheckpoint(long newCheckpoint) {
    return new Staged(lineage, newCheckpoint, file, changes, bytes, firstAt, read, serving);
  }

  private static final class Format extends WireFormat<Staged> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("staged-changes", 1, Staged.class);
    }

    @Override
    void write(Staged value, DataOutputView out) throws IOException {
      Wire.writeString(value.lineage, out);
      out.writeLong(value.checkpoint);
      Wire.writeString(value.file, out);
      out.writeLong(value.changes);
      out.writeLong(value.bytes);
      out.writeLong(value.firstAt);
      Wire.writeString(value.read.toString(), out);
      out.writeLong(value.serving);
    }

    @Override
    Staged read(int written, DataInputView in) throws IOException {
      return new Staged(
          Wire.readString(in),
          in.readLong(),
          Wire.readString(in),
          in.readLong(),
          in.readLong(),
          in.readLong(),
          CoveredOffsets.parse(Wire.readString(in)),
          in.readLong());
    }
  }
}
