package io.nearfield.index.rabitq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.code.Rotation;
import io.nearfield.index.code.SignTable;
import io.nearfield.index.code.VectorCodec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * One bit per dimension: the signs of a vector after a random rotation, and two factors that make
 * the inner product estimated from them unbiased, with an error that shrinks as 1 / sqrt(dimension)
 * whatever the data. (J. Gao, C. Long, RaBitQ: quantizing high-dimensional vectors with a
 * theoretical error bound for approximate nearest neighbor search, 2024.)
 *
 * <p>With u the rotated vector and s its signs, x = (|u|^2 / sum of |u_i|) s has u . x = |u|^2, and
 * what of x is not along u points anywhere: q . x estimates q . u for any q. Code: the bits of s,
 * the first of eight in the lowest bit; the factor |u|^2 / sum |u_i|; |u|^2, both as 32-bit floats.
 *
 * <p>The query is rotated too and rounded to a table of bytes that four signs at a time choose
 * from; bits of 64 codes lie interleaved and their factors behind them. Codebook: the rotation, one
 * axis a row. Immutable and thread-safe; heap three times the codebook.
 */
public final class RaBitQ implements VectorCodec {

  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int FACTORS = 2;
  private static final int ROWS_AT_ONCE = 256;

  private final Rotation rotation;
  private final int bitBytes;
  private final CodeLayout layout;

  private RaBitQ(Rotation rotation) {
    this.rotation = rotation;
    this.bitBytes = (rotation.dimension() + 7) / 8;
    this.layout = CodeLayout.interleavedWithFactors(codeSize(), FACTORS);
  }

  /** Draws a rotation; no sample is needed. Deterministic for (dimension, seed). */
  public static RaBitQ train(int dimension, long seed) {
    return new RaBitQ(Rotation.of(Rotation.random(dimension, dimension, seed)));
  }

  /** From its codebook: as many rows as dimensions. */
  public static RaBitQ of(VectorBatch codebook) {
    if (codebook.rows() != codebook.dimension()) {
      throw new IllegalArgumentException(
          "Cannot make RaBitQ: its codebook is a square rotation, got " + codebook);
    }
    return new RaBitQ(Rotation.of(codebook));
  }

  @Override
  public int dimension() {
    return rotation.dimension();
  }

  @Override
  public int codeSize() {
    return bitBytes + FACTORS * Float.BYTES;
  }

  @Override
  public void encode(float[] vector, int from, byte[] code, int codeFrom) {
    encodeAll(vector, from, 1, code, codeFrom);
  }

  @Override
  public void encodeAll(float[] vectors, int from, int count, byte[] codes, int codesFrom) {
    int d = dimension();
    float[] rotated = new float[Math.min(count, ROWS_AT_ONCE) * d];
    for (int done = 0; done < count; done += ROWS_AT_ONCE) {
      int some = Math.min(ROWS_AT_ONCE, count - done);
      rotation.forth(vectors, from + done * d, some, rotated, 0);
      for (int i = 0; i < some; i++) {
        encodeRotated(rotated, i * d, codes, codesFrom + (done + i) * codeSize());
      }
    }
  }

  private void encodeRotated(float[] rotated, int from, byte[] code, int codeFrom) {
    double absolute = 0;
    double squared = 0;
    for (int i = from; i < from + dimension(); i++) {
      absolute += Math.abs(rotated[i]);
      squared += (double) rotated[i] * rotated[i];
    }
    SignTable.bits(rotated, from, dimension(), code, codeFrom);
    FLOAT.set(code, codeFrom + bitBytes, absolute > 0 ? (float) (squared / absolute) : 0);
    FLOAT.set(code, codeFrom + bitBytes + Float.BYTES, (float) squared);
  }

  @Override
  public void decode(byte[] code, int codeFrom, float[] vector, int from) {
    decodeAll(code, codeFrom, 1, vector, from);
  }

  @Override
  public void decodeAll(byte[] codes, int codesFrom, int count, float[] vectors, int from) {
    int d = dimension();
    float[] signs = new float[Math.min(count, ROWS_AT_ONCE) * d];
    for (int done = 0; done < count; done += ROWS_AT_ONCE) {
      int some = Math.min(ROWS_AT_ONCE, count - done);
      for (int i = 0; i < some; i++) {
        int code = codesFrom + (done + i) * codeSize();
        float factor = (float) FLOAT.get(codes, code + bitBytes);
        SignTable.coordinates(codes, code, factor, signs, i * d, d);
      }
      rotation.back(signs, 0, some, vectors, from + done * d);
    }
  }

  @Override
  public float squaredNorm(byte[] code, int codeFrom, float[] decoded, int from) {
    return (float) FLOAT.get(code, codeFrom + bitBytes + Float.BYTES);
  }

  @Override
  public boolean keepsNorms() {
    return true;
  }

  @Override
  public VectorBatch codebook() {
    return rotation.rows();
  }

  @Override
  public CodeLayout layout() {
    return layout;
  }

  @Override
  public CodeDots dots(float[] query) {
    return dots(query, null);
  }

  @Override
  public CodeDots dots(float[] query, CodeDots used) {
    requireQuery(query);
    float[] coordinates = SignTable.coordinates(used, bitBytes);
    rotation.forth(query, 0, 1, coordinates, 0);
    return SignTable.of(coordinates, CodeLayout.BLOCK * codeSize(), true, used);
  }
}
