package io.nearfield.index.vectors;

/** How one value lies in a vector file; more than one byte is little-endian. */
public enum ElementType {
  /** IEEE 754 half precision; values are widened to 32 bits when read. */
  FLOAT16(2, "<f2"),
  /** IEEE 754 single precision. */
  FLOAT32(4, "<f4"),
  /** IEEE 754 double precision; values are rounded to 32 bits when read as floats. */
  FLOAT64(8, "<f8"),
  /** A signed byte. */
  INT8(1, "|i1"),
  /** A byte from 0 to 255. */
  UINT8(1, "|u1"),
  /** A signed number of 32 bits. */
  INT32(4, "<i4"),
  /** A signed number of 64 bits. */
  INT64(8, "<i8"),
  /** A byte that is 0 or 1. */
  BOOL(1, "|b1");

  private final int bytes;
  private final String numpy;

  ElementType(int bytes, String numpy) {
    this.bytes = bytes;
    this.numpy = numpy;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** Whether values are floats and not whole numbers. */
  public boolean floating() {
    return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
  }

  /** What NumPy calls it in a file: {@code <f4}. */
  String numpy() {
    return numpy;
  }
}
