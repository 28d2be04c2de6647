package io.nearfield.flink.message;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The bytes of one kind of message or state. Every value is written as one byte of version and the
 * fields in the order of the format's documentation; all numbers are big-endian. A format reads
 * every version it has ever written.
 *
 * <p>Stateless.
 */
public abstract class WireFormat<T> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String name;
  private final int version;
  private final Class<T> type;

  /**
   * @param name never changes, for it stands in checkpoints
   * @param version written now; 1 to this are read
   */
  WireFormat(String name, int version, Class<T> type) {
    this.name = name;
    this.version = version;
    this.type = type;
  }

  public final String name() {
    return name;
  }

  public final Class<T> type() {
    return type;
  }

  /** The serializer of this format. */
  public final WireTypeInfo<T> typeInfo() {
    return new WireTypeInfo<>(this);
  }

  final void writeVersioned(T value, DataOutputView out) throws IOException {
    out.writeByte(version);
    write(value, out);
  }

  final T readVersioned(DataInputView in) throws IOException {
    int written = in.readByte();
    if (written < 1 || written > version) {
      throw new IOException(
          "Cannot read " + name + " of version " + written + ": this build reads 1 to " + version);
    }
    return read(written, in);
  }

  /**
   * Refuses values older than {@code oldest}, whose checkpoints cannot be gone on from.
   *
   * @throws IOException saying what to do instead
   */
  final void requireWritten(int written, int oldest) throws IOException {
    if (written < oldest) {
      throw new IOException(
          "Cannot read "
              + name
              + " of version "
              + written
              + ": this build reads "
              + oldest
              + " to "
              + version
              + "; start without the checkpoint, all changes are replayed then");
    }
  }

  abstract void write(T value, DataOutputView out) throws IOException;

  abstract T read(int written, DataInputView in) throws IOException;
}
