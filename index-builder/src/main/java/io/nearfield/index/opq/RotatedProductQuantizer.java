package io.nearfield.index.opq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.code.Rotation;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.pq.ProductQuantizer;
import java.util.Arrays;

/**
 * A product quantizer behind a rotation (OPQ): vectors and queries are rotated on the way in and
 * decoded ones back, so that centroids and stored vectors stay as they are. Rotation keeps inner
 * products.
 *
 * <p>Codebook: that of the product quantizer, then the rotation's dimension * dimension values, one
 * axis after another, in rows of the same length. Immutable and thread-safe.
 */
public final class RotatedProductQuantizer implements VectorCodec {

  private static final int ROWS_AT_ONCE = 256;

  private final Rotation rotation;
  private final ProductQuantizer quantizer;

  private RotatedProductQuantizer(Rotation rotation, ProductQuantizer quantizer) {
    this.rotation = rotation;
    this.quantizer = quantizer;
  }

  /** From what was trained. */
  public static RotatedProductQuantizer of(OpqModel model, int subQuantizers, int bits) {
    int d = subQuantizers * model.codebook().dimension();
    return new RotatedProductQuantizer(
        Rotation.of(new VectorBatch(model.rotation(), d)),
        ProductQuantizer.of(model.codebook(), subQuantizers, bits).stretched());
  }

  /** From its codebook: the rows of the product quantizer, then those of the rotation. */
  public static RotatedProductQuantizer of(VectorBatch codebook, int subQuantizers, int bits) {
    int rows = Math.multiplyExact(subQuantizers, 1 << bits);
    int d = Math.multiplyExact(subQuantizers, codebook.dimension());
    if (codebook.rows() != Math.addExact(rows, Math.multiplyExact(d, subQuantizers))) {
      throw new IllegalArgumentException(
          "Cannot make rotated product quantizer: %d sub-quantizers of %d bits and a rotation have %d rows, got %d"
              .formatted(subQuantizers, bits, rows + d * subQuantizers, codebook.rows()));
    }
    VectorBatch rotation = new VectorBatch(codebook.slice(rows, codebook.rows()).values(), d);
    return new RotatedProductQuantizer(
        Rotation.of(rotation),
        ProductQuantizer.of(codebook.slice(0, rows), subQuantizers, bits).stretched());
  }

  /** The same for codes kept interleaved and scored 64 at a time; see the product quantizer's. */
  public RotatedProductQuantizer fastScan() {
    return new RotatedProductQuantizer(rotation, quantizer.fastScan());
  }

  /** The quantizer of the rotated vectors. */
  public ProductQuantizer quantizer() {
    return quantizer;
  }

  /** The rotation. Row i is the i-th axis of the rotated space. Layout: (dimension, dimension). */
  public VectorBatch rotation() {
    return rotation.rows();
  }

  @Override
  public int dimension() {
    return quantizer.dimension();
  }

  @Override
  public int codeSize() {
    return quantizer.codeSize();
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
      quantizer.encodeAll(rotated, 0, some, codes, codesFrom + done * codeSize());
    }
  }

  @Override
  public void decode(byte[] code, int codeFrom, float[] vector, int from) {
    decodeAll(code, codeFrom, 1, vector, from);
  }

  @Override
  public void decodeAll(byte[] codes, int codesFrom, int count, float[] vectors, int from) {
    int d = dimension();
    float[] rotated = new float[Math.min(count, ROWS_AT_ONCE) * d];
    for (int done = 0; done < count; done += ROWS_AT_ONCE) {
      int some = Math.min(ROWS_AT_ONCE, count - done);
      quantizer.decodeAll(codes, codesFrom + done * codeSize(), some, rotated, 0);
      rotation.back(rotated, 0, some, vectors, from + done * d);
    }
  }

  @Override
  public VectorBatch codebook() {
    float[] codes = quantizer.codebook().values();
    float[] axes = rotation.rows().values();
    float[] rows = Arrays.copyOf(codes, Math.addExact(codes.length, axes.length));
    System.arraycopy(axes, 0, rows, codes.length, axes.length);
    return new VectorBatch(rows, quantizer.dsub());
  }

  @Override
  public CodeLayout layout() {
    return quantizer.layout();
  }

  @Override
  public CodeDots dots(float[] query) {
    return dots(query, null);
  }

  @Override
  public CodeDots dots(float[] query, CodeDots used) {
    requireQuery(query);
    return turnedDots(turn(query, 0, 1), used);
  }

  @Override
  public boolean turns() {
    return true;
  }

  @Override
  public float[] turn(float[] queries, int from, int count) {
    float[] rotated = new float[count * dimension()];
    rotation.forth(queries, from, count, rotated, 0);
    return rotated;
  }

  @Override
  public CodeDots turnedDots(float[] turned, CodeDots used) {
    return quantizer.dots(turned, used);
  }
}
