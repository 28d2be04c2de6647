package io.nearfield.connect.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Finds the one thing in a file's EXIF data that changes its pixels: how they lie. Whatever is not
 * as it should be there means upright.
 */
final class Exif {

  private static final int ORIENTATION = 274;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private Exif() {}

  static Orientation orientation(byte[] file, PictureFormat format) {
    try {
      ByteBuffer block =
          switch (format) {
            case JPEG -> inJpeg(ByteBuffer.wrap(file));
            case PNG -> inPng(ByteBuffer.wrap(file));
            case WEBP -> inWebp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
            case TIFF -> ByteBuffer.wrap(file);
            case GIF, BMP -> null;
          };
      return block == null ? Orientation.UPRIGHT : Orientation.numbered(tag(block));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Orientation.UPRIGHT;
    }
  }

  private static ByteBuffer inJpeg(ByteBuffer file) {
    int at = 2;
    while (at + 4 <= file.limit() && (file.get(at) & 255) == 0xFF) {
      int marker = file.get(at + 1) & 255;
      if (marker == 0xFF) {
        at++;
        continue;
      }
      if (marker == 0xDA || marker == 0xD9) {
        return null;
      }
      int length = file.getShort(at + 2) & 0xFFFF;
      if (marker == 0xE1 && startsWithExif(file, at + 4)) {
        return part(file, at + 4 + EXIF.length, length - 2 - EXIF.length);
      }
      at += 2 + Math.max(2, length);
    }
    return null;
  }

  private static ByteBuffer inPng(ByteBuffer file) {
    long at = 8;
    while (at + 12 <= file.limit()) {
      long length = file.getInt((int) at) & 0xFFFFFFFFL;
      if (file.getInt((int) at + 4) == name("eXIf")) {
        return part(file, (int) at + 8, (int) length);
      }
      at += 12 + length;
    }
    return null;
  }

  private static ByteBuffer inWebp(ByteBuffer file) {
    long at = 12;
    while (at + 8 <= file.limit()) {
      long length = file.getInt((int) at + 4) & 0xFFFFFFFFL;
      if (Integer.reverseBytes(file.getInt((int) at)) == name("EXIF")) {
        int skipped = startsWithExif(file, (int) at + 8) ? EXIF.length : 0;
        return part(file, (int) at + 8 + skipped, (int) length - skipped);
      }
      at += 8 + length + (length & 1);
    }
    return null;
  }

  /** The tag's value in the first directory of a TIFF block, or 0. */
  private static int tag(ByteBuffer block) {
    block.order(block.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if (block.getShort(2) != 42) {
      return 0;
    }
    int directory = block.getInt(4);
    int entries = block.getShort(directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if ((block.getShort(entry) & 0xFFFF) == ORIENTATION) {
        int type = block.getShort(entry + 2);
        return type == SHORT
            ? block.getShort(entry + 8)
            : type == LONG ? block.getInt(entry + 8) : 0;
      }
    }
    return 0;
  }

  private static boolean startsWithExif(ByteBuffer file, int at) {
    for (int i = 0; i < EXIF.length; i++) {
      if (at + i >= file.limit() || file.get(at + i) != EXIF[i]) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer part(ByteBuffer file, int from, int length) {
    return file.duplicate().position(from).limit(Math.min(file.limit(), from + length)).slice();
  }

  private static int name(String fourLetters) {
    return ByteBuffer.wrap(fourLetters.getBytes(StandardCharsets.US_ASCII)).getInt();
  }
}
