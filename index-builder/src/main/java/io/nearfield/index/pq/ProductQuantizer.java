package io.nearfield.index.pq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.kmeans.Centroids;
import java.util.Arrays;

/**
 * Product quantizer: a vector is cut into M parts of equal length, each part is replaced by the
 * number of its nearest centroid. Immutable and thread-safe; heap three times the codebook, 3 *
 * ksub * dimension floats.
 *
 * <p>Codebook: (M * ksub) rows of dsub = dimension / M values, row m * ksub + j. Code: 8 bits, one
 * byte per part; 4 bits, two parts per byte, the first in the low half. (H. Jégou, M. Douze, C.
 * Schmid, Product quantization for nearest neighbor search, 2011.)
 */
public final class ProductQuantizer implements VectorCodec {

  private final VectorBatch codebook;
  private final Centroids[] parts; // as they are compared
  private final PartMetric[] metrics; // of the parts; null when differences are compared plainly
  private final PartProducts products;
  private final int bits;
  private final boolean fastScan;

  private ProductQuantizer(
      VectorBatch codebook, int subQuantizers, int bits, boolean fastScan, boolean stretched) {
    this.codebook = codebook;
    this.metrics = stretched ? new PartMetric[subQuantizers] : null;
    this.bits = bits;
    this.fastScan = fastScan;
    this.parts = new Centroids[subQuantizers];
    int ksub = 1 << bits;
    for (int m = 0; m < subQuantizers; m++) {
      VectorBatch part = codebook.slice(m * ksub, (m + 1) * ksub);
      if (stretched) {
        metrics[m] = PartMetric.of(part);
        part = metrics[m].stretched(part);
      }
      parts[m] = Centroids.of(part);
    }
    this.products = new PartProducts(codebook.values(), subQuantizers, ksub, codebook.dimension());
  }

  /**
   * From its codebook.
   *
   * @param codebook Layout: (subQuantizers * 2^bits, dsub)
   */
  public static ProductQuantizer of(VectorBatch codebook, int subQuantizers, int bits) {
    int rows = Math.multiplyExact(subQuantizers, 1 << bits);
    if (codebook.rows() != rows) {
      throw new IllegalArgumentException(
          "Cannot make product quantizer: %d sub-quantizers of %d bits have a codebook of %d rows, got %d"
              .formatted(subQuantizers, bits, rows, codebook.rows()));
    }
    return new ProductQuantizer(codebook, subQuantizers, bits, false, false);
  }

  /** The same quantizer of 4 bits, whose codes are kept interleaved and scored 64 at a time. */
  public ProductQuantizer fastScan() {
    if (bits != 4) {
      throw new IllegalArgumentException("Cannot scan fast: it needs codes of 4 bits, got " + bits);
    }
    return new ProductQuantizer(codebook, parts.length, bits, true, metrics != null);
  }

  /** The same codebook, from which each part chooses by its {@link PartMetric}. */
  public ProductQuantizer stretched() {
    return new ProductQuantizer(codebook, parts.length, bits, fastScan, true);
  }

  /** M. */
  public int subQuantizers() {
    return parts.length;
  }

  /** Centroids per part. */
  public int ksub() {
    return 1 << bits;
  }

  /** Values per part. */
  public int dsub() {
    return codebook.dimension();
  }

  @Override
  public int dimension() {
    return parts.length * codebook.dimension();
  }

  @Override
  public int codeSize() {
    return (parts.length * bits + 7) / 8;
  }

  @Override
  public VectorBatch codebook() {
    return codebook;
  }

  @Override
  public void encode(float[] vector, int from, byte[] code, int codeFrom) {
    encodeAll(vector, from, 1, code, codeFrom);
  }

  @Override
  public void encodeAll(float[] vectors, int from, int count, byte[] codes, int codesFrom) {
    int d = dimension();
    int dsub = dsub();
    float[] part = new float[count * dsub];
    int[] nearest = new int[count];
    float[] score = new float[count];
    Arrays.fill(codes, codesFrom, codesFrom + count * codeSize(), (byte) 0);
    for (int m = 0; m < parts.length; m++) {
      for (int i = 0; i < count; i++) {
        System.arraycopy(vectors, from + i * d + m * dsub, part, i * dsub, dsub);
      }
      float[] compared =
          metrics == null ? part : metrics[m].stretched(new VectorBatch(part, dsub)).values();
      parts[m].nearest(compared, 0, count, nearest, score, 0);
      for (int i = 0; i < count; i++) {
        put(codes, codesFrom + i * codeSize(), m, nearest[i]);
      }
    }
  }

  @Override
  public void decode(byte[] code, int codeFrom, float[] vector, int from) {
    int dsub = dsub();
    for (int m = 0; m < parts.length; m++) {
      int row = m * ksub() + part(code, codeFrom, m);
      System.arraycopy(codebook.values(), row * dsub, vector, from + m * dsub, dsub);
    }
  }

  /** Interleaved, but for 4 bits without fast scan: those are scored by floats alone. */
  @Override
  public CodeLayout layout() {
    return bits == 8 || fastScan ? CodeLayout.interleaved(codeSize()) : CodeLayout.rows(codeSize());
  }

  @Override
  public CodeDots dots(float[] query) {
    return dots(query, null);
  }

  @Override
  public CodeDots dots(float[] query, CodeDots used) {
    requireQuery(query);
    if (fastScan) {
      return FastScanTable.of(products, query, used);
    }
    return bits == 8
        ? ByteScanTable.of(products, query, used)
        : DistanceTable.of(products, query, used);
  }

  private void put(byte[] code, int codeFrom, int m, int number) {
    if (bits == 8) {
      code[codeFrom + m] = (byte) number;
    } else {
      code[codeFrom + m / 2] = (byte) (code[codeFrom + m / 2] | number << (m % 2 * 4));
    }
  }

  private int part(byte[] code, int codeFrom, int m) {
    return bits == 8 ? code[codeFrom + m] & 255 : code[codeFrom + m / 2] >> (m % 2 * 4) & 15;
  }
}
