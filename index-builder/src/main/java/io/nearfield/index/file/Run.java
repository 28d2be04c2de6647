package io.nearfield.index.file;

import java.nio.ByteBuffer;

/**
 * Up to 65,536 entries of one cell that lie together: one line of the directory.
 *
 * @param cell counted from 0
 * @param entries at least 1
 * @param listsAt the offset of its lists
 * @param vectorsAt the offset of its vectors; that of the directory when none are kept
 * @param listsCrc CRC-32C of its lists
 * @param vectorsCrc CRC-32C of its vectors; 0 when none are kept
 */
record Run(int cell, int entries, long listsAt, long vectorsAt, int listsCrc, int vectorsCrc) {

  /** Bytes in the directory. */
  static final int BYTES = 32;

  static Run read(ByteBuffer in) {
    return new Run(in.getInt(), in.getInt(), in.getLong(), in.getLong(), in.getInt(), in.getInt());
  }

  void write(ByteBuffer out) {
    out.putInt(cell).putInt(entries).putLong(listsAt).putLong(vectorsAt);
    out.putInt(listsCrc).putInt(vectorsCrc);
  }
}
