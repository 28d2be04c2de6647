package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Flink's view of a {@link WireFormat}. Values are immutable and never copied. */
public final class WireSerializer<T> extends TypeSerializer<T> {

  private static final long serialVersionUID = 1L;

  private final WireFormat<T> format;

  WireSerializer(WireFormat<T> format) {
    this.format = format;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView out) throws IOException {
    format.writeVersioned(value, out);
  }

  @Override
  public T deserialize(DataInputView in) throws IOException {
    return format.readVersioned(in);
  }

  @Override
  public T deserialize(T reuse, DataInputView in) throws IOException {
    return format.readVersioned(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireSerializer<?> that && that.format.name().equals(format.name());
  }

  @Override
  public int hashCode() {
    return format.name().hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(format);
  }

  /** The format's name, as it stands in a checkpoint. Layout: name (modified UTF-8). */
  public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {

    private WireFormat<T> format;

    /** For Flink, which reads the rest from the checkpoint. */
    public Snapshot() {}

    Snapshot(WireFormat<T> format) {
      this.format = format;
    }

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(format.name());
    }

    @Override
    @SuppressWarnings("unchecked") // the name says which type it is
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader)
        throws IOException {
      if (readVersion != 1) {
        throw new IOException(
            "Cannot read serializer snapshot of version " + readVersion + ": this build reads 1");
      }
      format = (WireFormat<T>) WireFormats.named(in.readUTF());
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new WireSerializer<>(format);
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      // Each value carries its version, so any version of the same format is readable.
      return old instanceof Snapshot<T> that && that.format.name().equals(format.name())
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
