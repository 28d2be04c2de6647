package io.nearfield.index.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One vector as bytes: its values one after another, 32-bit floats, little-endian, no header. */
public final class VectorBytes {

  private VectorBytes() {}

  /** The bytes of a vector, 4 per value. */
  public static byte[] toBytes(float[] vector) {
    byte[] bytes = new byte[Math.multiplyExact(vector.length, Float.BYTES)];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(vector);
    return bytes;
  }

  /**
   * The vector of these bytes.
   *
   * @throws CorruptIndexException when they are no whole number of floats
   */
  public static float[] fromBytes(byte[] bytes) {
    if (bytes.length % Float.BYTES != 0) {
      throw new CorruptIndexException(
          "vector", bytes.length, "%d bytes are no whole number of floats".formatted(bytes.length));
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}
