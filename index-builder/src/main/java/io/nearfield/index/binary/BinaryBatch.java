package io.nearfield.index.binary;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * A batch of rows of bits, packed eight to a byte.
 *
 * <p>Bit order: bit {@code i} of a row is {@code (bytes[i / 8] >> (i % 8)) & 1}, the least
 * significant bit of a byte first. That is FAISS's order and NumPy's {@code packbits(...,
 * bitorder='little')}; what was packed with NumPy's default is turned by {@link #ofBigOrder}. No
 * distance depends on the order as long as all rows share it.
 *
 * @param values the rows one after another, each padded to whole bytes with zeros. Layout: (rows,
 *     ceil(bits / 8)); shared with the caller, who must not change it afterwards
 * @param bits how many bits one row has, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString are written out below
public record BinaryBatch(byte[] values, int bits) implements Serializable {

  public BinaryBatch {
    int width = width(bits);
    if (values.length % width != 0) {
      throw new IllegalArgumentException(
          "Cannot make a binary batch: %d bytes are no whole number of rows of %d bits (%d bytes)"
              .formatted(values.length, bits, width));
    }
    for (int last = width - 1; last < values.length; last += width) {
      requirePadding(values[last], bits, "row " + last / width);
    }
  }

  /** Rows packed with the most significant bit of each byte first, as NumPy's packbits does. */
  public static BinaryBatch ofBigOrder(byte[] values, int bits) {
    byte[] turned = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i] = (byte) (Integer.reverse(values[i]) >>> 24);
    }
    return new BinaryBatch(turned, bits);
  }

  /** Rows written as texts of 0 and 1, all of one length, bit 0 first. */
  public static BinaryBatch ofTexts(List<String> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("Cannot make a binary batch: no row given");
    }
    int bits = rows.get(0).length();
    int width = width(bits);
    byte[] values = new byte[Math.multiplyExact(rows.size(), width)];
    for (int r = 0; r < rows.size(); r++) {
      String row = rows.get(r);
      if (row.length() != bits) {
        throw new IllegalArgumentException(
            "Cannot make a binary batch: row %d has %d bits, the rows before have %d"
                .formatted(r, row.length(), bits));
      }
      for (int i = 0; i < bits; i++) {
        char bit = row.charAt(i);
        if (bit != '0' && bit != '1') {
          throw new IllegalArgumentException(
              "Cannot make a binary batch: bits are 0 or 1, got '%s' (row %d, position %d)"
                  .formatted(bit, r, i));
        }
        values[r * width + i / 8] |= (byte) ((bit - '0') << (i % 8));
      }
    }
    return new BinaryBatch(values, bits);
  }

  /** Bytes of one row of so many bits. */
  static int width(int bits) {
    if (bits < 1) {
      throw new IllegalArgumentException(
          "Cannot make a binary batch: a row must have at least 1 bit, got " + bits);
    }
    return (bits + 7) >>> 3;
  }

  static void requirePadding(byte last, int bits, String where) {
    if (bits % 8 != 0 && (last & 0xff) >>> bits % 8 != 0) {
      throw new IllegalArgumentException(
          "Cannot use binary vector: bits past its %d must be zero, got last byte 0x%02x (%s)"
              .formatted(bits, last & 0xff, where));
    }
  }

  public int rows() {
    return values.length / width(bits);
  }

  /** A copy of row {@code i}, {@code ceil(bits / 8)} bytes. */
  public byte[] row(int i) {
    if (i < 0 || i >= rows()) {
      throw new IndexOutOfBoundsException("Row %d of a batch of %d".formatted(i, rows()));
    }
    int width = width(bits);
    return Arrays.copyOfRange(values, i * width, (i + 1) * width);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BinaryBatch that
        && bits == that.bits
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * bits + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "BinaryBatch[" + rows() + " x " + bits + " bits]";
  }
}
