package io.nearfield.index.vectors;

/** IEEE 754 binary16, which {@code java.lang.Float} converts only since Java 20. */
final class HalfFloat {

  private HalfFloat() {}

  /** The value of these 16 bits; exact, as every half is a float. */
  static float toFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f80_0000 | (fraction << 13));
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
  }

  /** The nearest half, of two equally near the one with an even last bit. */
  static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) {
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f)); // subnormal: steps of 2^-24
    }
    int kept = (bits & 0x7fff_ffff) - (112 << 23);
    int rounded = (kept + 0xfff + ((kept >>> 13) & 1)) >>> 13;
    return (short) (sign | rounded);
  }
}
