package io.nearfield.index.vectors;

import io.nearfield.index.format.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The header of a NumPy array file, versions 1.0 to 3.0: the bytes {@code 93 'NUMPY'}, two bytes of
 * version, the length of what follows (2 bytes in version 1, else 4), and a Python dictionary that
 * says type, order and shape, padded with blanks.
 *
 * <p>Read are arrays of one or two dimensions in C order with little-endian values of an {@link
 * ElementType}. One of one dimension has rows of a single value.
 */
final class NpyHeader {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final int WRITTEN = 128; // a multiple of 64, as NumPy aligns the values

  private NpyHeader() {}

  static RowLayout read(FileBytes bytes) throws IOException {
    int fixed = MAGIC.length + 2 + Short.BYTES;
    requireHeader(bytes, fixed);
    ByteBuffer start = bytes.read(0, fixed);
    for (int i = 0; i < MAGIC.length; i++) {
      bytes.require(start.get(i) == MAGIC[i], i, "bad magic");
    }
    int major = start.get(6);
    int minor = start.get(7);
    bytes.require(
        major >= 1 && major <= 3 && minor == 0,
        6,
        "unsupported version %d.%d, this build reads 1.0 to 3.0,",
        major,
        minor);
    long length = Short.toUnsignedInt(start.getShort(8));
    int dictionary = fixed;
    if (major > 1) {
      dictionary = fixed + 2;
      requireHeader(bytes, dictionary);
      length = Integer.toUnsignedLong(bytes.read(8, Integer.BYTES).getInt(0));
    }
    bytes.require(length <= LONGEST, 8, "bad header length %d", length);
    requireHeader(bytes, dictionary + length);
    String text =
        new String(
            bytes.read(dictionary, (int) length).array(),
            major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return layout(
        bytes, NpyDictionary.parse(bytes, text, dictionary), dictionary, dictionary + length);
  }

  private static void requireHeader(FileBytes bytes, long length) {
    bytes.require(bytes.length() >= length, bytes.length(), "it ends within the header");
  }

  private static RowLayout layout(
      FileBytes bytes, NpyDictionary entries, int dictionary, long start) {
    ElementType type = type(bytes.file(), entries.descr());
    if (entries.fortranOrder()) {
      throw unsupported(
          bytes.file(),
          "its values are in Fortran order, must be in C order",
          "numpy.ascontiguousarray");
    }
    long[] shape = entries.shape();
    if (shape.length < 1 || shape.length > 2) {
      throw unsupported(
          bytes.file(),
          "its shape is %s, must have 1 or 2 dimensions".formatted(Arrays.toString(shape)),
          "numpy.reshape");
    }
    long dimension = shape.length == 1 ? 1 : shape[1];
    bytes.require(
        dimension >= 1 && dimension <= RowLayout.MAX_DIMENSION,
        dictionary,
        "rows have dimension %d, must be from 1 to %d",
        dimension,
        RowLayout.MAX_DIMENSION);
    long stride = dimension * type.bytes();
    bytes.require(
        shape[0] <= bytes.length() / stride && start + shape[0] * stride == bytes.length(),
        start,
        "shape %s of %s needs another number of bytes than the %d that follow",
        Arrays.toString(shape),
        type.numpy(),
        bytes.length() - start);
    return new RowLayout(type, shape[0], (int) dimension, start, 0);
  }

  private static ElementType type(Path file, String descr) {
    for (ElementType type : ElementType.values()) {
      String name = type.numpy();
      if (descr.equals(name) || (type.bytes() == 1 && descr.matches("[<>=]" + name.substring(1)))) {
        return type;
      }
    }
    String remedy = "numpy.ndarray.astype('<f4')";
    if (descr.startsWith(">")) {
      throw unsupported(
          file, "its values are big-endian ('%s'), must be little-endian".formatted(descr), remedy);
    }
    throw unsupported(
        file,
        "its values are '%s', must be one of %s"
            .formatted(descr, Arrays.stream(ElementType.values()).map(ElementType::numpy).toList()),
        remedy);
  }

  /** The header of an array of 2 dimensions, always of the same length, as version 1.0. */
  static ByteBuffer write(ElementType type, long rows, int dimension) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(type.numpy(), rows, dimension);
    ByteBuffer header = ByteBuffer.allocate(WRITTEN).order(ByteOrder.LITTLE_ENDIAN);
    int fixed = MAGIC.length + 2 + Short.BYTES;
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (WRITTEN - fixed));
    header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').flip();
  }

  private static IllegalArgumentException unsupported(Path file, String reason, String remedy) {
    return new IllegalArgumentException(
        "Cannot read %s '%s': %s; convert it by %s"
            .formatted(VectorFile.WHAT, file, reason, remedy));
  }
}
