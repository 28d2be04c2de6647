package io.nearfield.connect.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The surface of a GIF and where its first frame lies on it; decoders make only the frame.
 *
 * @param width of the surface, at least as far as the frame reaches
 * @param height likewise
 * @param left where the first frame begins
 * @param top likewise
 */
record GifCanvas(int width, int height, int left, int top) {

  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;

  /** Null if the file ends before its first frame. */
  static GifCanvas of(byte[] file) {
    try {
      ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      int width = in.getShort(6) & 0xFFFF;
      int height = in.getShort(8) & 0xFFFF;
      int at = 13 + colours(in.get(10));
      while (in.get(at) == EXTENSION) {
        at += 2;
        while (in.get(at) != 0) {
          at += 1 + (in.get(at) & 255);
        }
        at++;
      }
      if (in.get(at) != FRAME) {
        return null;
      }
      int left = in.getShort(at + 1) & 0xFFFF;
      int top = in.getShort(at + 3) & 0xFFFF;
      int right = left + (in.getShort(at + 5) & 0xFFFF);
      int bottom = top + (in.getShort(at + 7) & 0xFFFF);
      return new GifCanvas(Math.max(width, right), Math.max(height, bottom), left, top);
    } catch (IndexOutOfBoundsException e) {
      return null;
    }
  }

  /** Bytes of the table of colours that a flags byte announces. */
  private static int colours(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }
}
