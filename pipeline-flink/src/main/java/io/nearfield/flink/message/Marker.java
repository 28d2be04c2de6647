package io.nearfield.flink.message;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Says to one index partition, behind everything that the same sender sent it before, how far the
 * sender is with a swap. A partition acts when all senders have said so.
 *
 * @param kind what the sender says
 * @param edition which
 * @param token of the attempt
 * @param sender number of the sending subtask
 * @param senders how many there are
 */
public record Marker(Kind kind, Edition edition, long token, int sender, int senders) {

  /** What senders say of an edition's partition. */
  public enum Kind {
    /** Load it; changes follow. */
    LOAD,
    /** All changes since the edition's build have been sent; later ones follow as they come. */
    COMPLETE,
    /** New lookups are answered from this edition. */
    SERVE,
    /** This sender asks nothing more. */
    CLOSE,
    /** The edition is given up. */
    FORGET
  }

  static void write(Marker value, DataOutputView out) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      out.writeByte(value.kind.ordinal());
      Edition.FORMAT.writeVersioned(value.edition, out);
      out.writeLong(value.token);
      out.writeInt(value.sender);
      out.writeInt(value.senders);
    }
  }

  static Marker read(DataInputView in) throws IOException {
    return in.readBoolean()
        ? new Marker(
            Kind.values()[in.readByte()],
            Edition.FORMAT.readVersioned(in),
            in.readLong(),
            in.readInt(),
            in.readInt())
        : null;
  }
}
