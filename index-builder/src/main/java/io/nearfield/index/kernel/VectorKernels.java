package io.nearfield.index.kernel;

import java.util.Arrays;
import java.util.Objects;

/**
 * The arithmetic everything else is made of: checks shapes, then calls the provider chosen for this
 * JVM. Vectors are rows of flat float arrays, given by array, first value and length.
 *
 * <p>Providers: {@code simd} ({@code jdk.incubator.vector}, needs {@code --add-modules
 * jdk.incubator.vector}) and {@code scalar}; {@code -Dnearfield.kernels=scalar|simd} forces one.
 * The two agree up to rounding; one provider gives the same bits for the same inputs whatever the
 * batch they come in. Thread-safe; inputs are finite.
 */
public final class VectorKernels {

  // Rows per step of the blocked product: few enough that they stay in the second-level cache.
  private static final int ROW_BLOCK = 96;

  private VectorKernels() {}

  private static final class Chosen {
    static final KernelProvider.Choice CHOICE =
        KernelProvider.choose(System.getProperty(KernelProvider.PROPERTY));
    static final KernelSupport KERNELS = CHOICE.kernels();
    static final RowSupport ROWS = KERNELS.rows();
    static final ByteRowSupport BYTE_ROWS = KERNELS.byteRows();
    static final ProductSupport PRODUCTS = KERNELS.products();
  }

  /** {@code simd} or {@code scalar}. */
  public static String provider() {
    return Chosen.KERNELS.name();
  }

  /** Why the provider is not {@code simd}; empty when it is. */
  public static String providerReason() {
    return Chosen.CHOICE.reason();
  }

  static KernelSupport kernels() {
    return Chosen.KERNELS;
  }

  /** The inner product of two vectors of {@code n} values. */
  public static float dot(float[] a, int aFrom, float[] b, int bFrom, int n) {
    Objects.checkFromIndexSize(aFrom, n, a.length);
    Objects.checkFromIndexSize(bFrom, n, b.length);
    return Chosen.ROWS.dot(a, aFrom, b, bFrom, n);
  }

  /** The inner product of two whole vectors. */
  public static float dot(float[] a, float[] b) {
    requireSame(a.length, b.length);
    return Chosen.ROWS.dot(a, 0, b, 0, a.length);
  }

  /** The sum of squared differences of two vectors of {@code n} values. */
  public static float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n) {
    Objects.checkFromIndexSize(aFrom, n, a.length);
    Objects.checkFromIndexSize(bFrom, n, b.length);
    return Chosen.ROWS.squaredL2(a, aFrom, b, bFrom, n);
  }

  /** The sum of squared differences of two whole vectors. */
  public static float squaredL2(float[] a, float[] b) {
    requireSame(a.length, b.length);
    return Chosen.ROWS.squaredL2(a, 0, b, 0, a.length);
  }

  /** The sum of absolute differences of two vectors of {@code n} values. */
  public static float l1(float[] a, int aFrom, float[] b, int bFrom, int n) {
    Objects.checkFromIndexSize(aFrom, n, a.length);
    Objects.checkFromIndexSize(bFrom, n, b.length);
    return Chosen.ROWS.l1(a, aFrom, b, bFrom, n);
  }

  /**
   * Inner products of one query with many rows: out[outFrom + i] = query . row i.
   *
   * @param rows Layout: (count, query.length), from {@code rowsFrom}
   */
  public static void dotBatch(
      float[] query, float[] rows, int rowsFrom, int count, float[] out, int outFrom) {
    int n = query.length;
    Objects.checkFromIndexSize(rowsFrom, Math.multiplyExact(count, n), rows.length);
    Objects.checkFromIndexSize(outFrom, count, out.length);
    Chosen.ROWS.dots(query, rows, rowsFrom, count, out, outFrom);
  }

  /** Squared distances of one query to many rows, laid out as for {@link #dotBatch}. */
  public static void squaredL2Batch(
      float[] query, float[] rows, int rowsFrom, int count, float[] out, int outFrom) {
    int n = query.length;
    Objects.checkFromIndexSize(rowsFrom, Math.multiplyExact(count, n), rows.length);
    Objects.checkFromIndexSize(outFrom, count, out.length);
    Chosen.ROWS.squaredL2s(query, rows, rowsFrom, count, out, outFrom);
  }

  /** Sums of absolute differences, laid out as for {@link #dotBatch}. */
  public static void l1Batch(
      float[] query, float[] rows, int rowsFrom, int count, float[] out, int outFrom) {
    int n = query.length;
    Objects.checkFromIndexSize(rowsFrom, Math.multiplyExact(count, n), rows.length);
    Objects.checkFromIndexSize(outFrom, count, out.length);
    for (int i = 0; i < count; i++) {
      out[outFrom + i] = Chosen.ROWS.l1(query, 0, rows, rowsFrom + i * n, n);
    }
  }

  /**
   * Inner products of one query with chosen rows: out[i] = query . row slots[i]. Several rows are
   * read at a time, so that their ways from memory overlap; the same bits as {@link #dot}.
   *
   * @param rows Layout: (any, query.length), row 0 at {@code rowsFrom}
   */
  public static void dotAt(
      float[] query, float[] rows, int rowsFrom, int[] slots, int count, float[] out) {
    checkSlots(slots, count, query.length, rows.length, rowsFrom, out.length);
    Chosen.ROWS.dotsAt(query, rows, rowsFrom, slots, count, out);
  }

  /** Squared distances of one query to chosen rows; arguments as for {@link #dotAt}. */
  public static void squaredL2At(
      float[] query, float[] rows, int rowsFrom, int[] slots, int count, float[] out) {
    checkSlots(slots, count, query.length, rows.length, rowsFrom, out.length);
    Chosen.ROWS.squaredL2sAt(query, rows, rowsFrom, slots, count, out);
  }

  /** Sums of absolute differences to chosen rows; arguments as for {@link #dotAt}. */
  public static void l1At(
      float[] query, float[] rows, int rowsFrom, int[] slots, int count, float[] out) {
    int n = query.length;
    checkSlots(slots, count, n, rows.length, rowsFrom, out.length);
    for (int i = 0; i < count; i++) {
      out[i] = Chosen.ROWS.l1(query, 0, rows, rowsFrom + slots[i] * n, n);
    }
  }

  /**
   * Weighted sums of byte codes: out[outFrom + i] = sum over j of weights[j] * code i[j], bytes
   * read as 0 to 255.
   *
   * @param codes Layout: (count, weights.length), from {@code codesFrom}
   */
  public static void dotBytesBatch(
      float[] weights, byte[] codes, int codesFrom, int count, float[] out, int outFrom) {
    int n = weights.length;
    Objects.checkFromIndexSize(codesFrom, Math.multiplyExact(count, n), codes.length);
    Objects.checkFromIndexSize(outFrom, count, out.length);
    Chosen.BYTE_ROWS.dots(weights, codes, codesFrom, count, out, outFrom);
  }

  /**
   * Weighted sums of chosen byte codes: out[i] = sum over j of weights[j] * code slots[i][j].
   *
   * @param codes Layout: (any, weights.length), code 0 at {@code codesFrom}
   */
  public static void dotBytesAt(
      float[] weights, byte[] codes, int codesFrom, int[] slots, int count, float[] out) {
    checkSlots(slots, count, weights.length, codes.length, codesFrom, out.length);
    Chosen.BYTE_ROWS.dotsAt(weights, codes, codesFrom, slots, count, out);
  }

  /** The sum of (origin[j] - step[j] * code[j])^2, bytes read as 0 to 255. */
  public static float squaredL2Bytes(float[] origin, float[] step, byte[] codes, int codesFrom) {
    requireSame(origin.length, step.length);
    Objects.checkFromIndexSize(codesFrom, origin.length, codes.length);
    return Chosen.BYTE_ROWS.squaredL2(origin, step, codes, codesFrom, origin.length);
  }

  /** The sum of |origin[j] - step[j] * code[j]|, bytes read as 0 to 255. */
  public static float l1Bytes(float[] origin, float[] step, byte[] codes, int codesFrom) {
    requireSame(origin.length, step.length);
    Objects.checkFromIndexSize(codesFrom, origin.length, codes.length);
    return Chosen.BYTE_ROWS.l1(origin, step, codes, codesFrom, origin.length);
  }

  /**
   * Sums table entries chosen by byte codes: out[outFrom + i] = sum over s of table[s * 256 + code
   * i[s]].
   *
   * @param table Layout: (m, 256)
   * @param codes Layout: (count, m), from {@code codesFrom}
   */
  public static void scanTable8(
      float[] table, int m, byte[] codes, int codesFrom, int count, float[] out, int outFrom) {
    requireSame(table.length, Math.multiplyExact(m, 256));
    Objects.checkFromIndexSize(codesFrom, Math.multiplyExact(count, m), codes.length);
    Objects.checkFromIndexSize(outFrom, count, out.length);
    TableScan.bytes(table, m, codes, codesFrom, count, out, outFrom);
  }

  /**
   * Sums table entries chosen by half-byte codes, the low half of each byte first.
   *
   * @param table Layout: (m, 16)
   * @param codes Layout: (count, (m + 1) / 2), from {@code codesFrom}
   */
  public static void scanTable4(
      float[] table, int m, byte[] codes, int codesFrom, int count, float[] out, int outFrom) {
    requireSame(table.length, Math.multiplyExact(m, 16));
    Objects.checkFromIndexSize(codesFrom, Math.multiplyExact(count, (m + 1) / 2), codes.length);
    Objects.checkFromIndexSize(outFrom, count, out.length);
    TableScan.halfBytes(table, m, codes, codesFrom, count, out, outFrom);
  }

  /**
   * Lays rows out for {@link #multiply} and {@link #nearest}.
   *
   * @param values Layout: (rows, dimension), from {@code from}
   */
  public static PackedRows pack(float[] values, int from, int rows, int dimension) {
    Objects.checkFromIndexSize(from, Math.multiplyExact(rows, dimension), values.length);
    return PackedRows.pack(Chosen.PRODUCTS, values, from, rows, dimension);
  }

  /**
   * All inner products of two sets of rows: out[i * packed.stride() + j] = row i . packed row j;
   * the columns past {@code packed.rows()} are zero.
   *
   * @param rows Layout: (count, packed.dimension()), from {@code rowsFrom}
   * @param out Layout: (count, packed.stride())
   */
  public static void multiply(
      float[] rows, int rowsFrom, int count, PackedRows packed, float[] out) {
    int n = packed.dimension();
    int stride = packed.stride();
    Objects.checkFromIndexSize(rowsFrom, Math.multiplyExact(count, n), rows.length);
    Objects.checkFromIndexSize(0, Math.multiplyExact(count, stride), out.length);
    ProductSupport kernels = packed.products();
    int width = kernels.panelWidth();
    float[] block = new float[Math.min(ROW_BLOCK, count) * width];
    for (int i = 0; i < count; i += ROW_BLOCK) {
      int some = Math.min(ROW_BLOCK, count - i);
      for (int column = 0; column < stride; column += width) {
        kernels.multiply(rows, rowsFrom + i * n, some, n, packed.panels(), column * n, block);
        for (int r = 0; r < some; r++) {
          System.arraycopy(block, r * width, out, (i + r) * stride + column, width);
        }
      }
    }
  }

  /**
   * For each row the packed row j with the least bias[j] - row . packed row j, the lowest j of a
   * tie. With half the squared norms as bias that is the nearest by Euclidean distance.
   *
   * @param rows Layout: (count, packed.dimension()), from {@code rowsFrom}
   * @param bias Layout: (packed.stride()); the places past {@code packed.rows()} must hold positive
   *     infinity
   * @param nearest receives j of row i at {@code nearestFrom + i}
   * @param score receives its value at the same place
   */
  public static void nearest(
      float[] rows,
      int rowsFrom,
      int count,
      PackedRows packed,
      float[] bias,
      int[] nearest,
      float[] score,
      int nearestFrom) {
    int n = packed.dimension();
    int stride = packed.stride();
    Objects.checkFromIndexSize(rowsFrom, Math.multiplyExact(count, n), rows.length);
    Objects.checkFromIndexSize(nearestFrom, count, nearest.length);
    Objects.checkFromIndexSize(nearestFrom, count, score.length);
    requireSame(bias.length, stride);
    ProductSupport kernels = packed.products();
    if (kernels.nearestOfShort(
        rows, rowsFrom, count, n, packed.panels(), bias, nearest, score, nearestFrom)) {
      return;
    }
    int width = kernels.panelWidth();
    int lanes = kernels.lanes();
    int most = Math.min(ROW_BLOCK, count);
    float[] block = new float[most * width];
    float[] best = new float[most * lanes];
    float[] bestColumn = new float[most * lanes];
    for (int i = 0; i < count; i += ROW_BLOCK) {
      int some = Math.min(ROW_BLOCK, count - i);
      Arrays.fill(best, Float.POSITIVE_INFINITY);
      for (int column = 0; column < stride; column += width) {
        kernels.multiply(rows, rowsFrom + i * n, some, n, packed.panels(), column * n, block);
        kernels.nearest(block, some, bias, column, best, bestColumn);
      }
      for (int r = 0; r < some; r++) {
        int winner = r * lanes;
        for (int lane = r * lanes + 1; lane < (r + 1) * lanes; lane++) {
          if (best[lane] < best[winner]
              || (best[lane] == best[winner] && bestColumn[lane] < bestColumn[winner])) {
            winner = lane;
          }
        }
        nearest[nearestFrom + i + r] = (int) bestColumn[winner];
        score[nearestFrom + i + r] = best[winner];
      }
    }
  }

  /**
   * Rotates or projects rows: out row i = matrix times row i. The same bits for a row alone and
   * among others.
   *
   * @param matrix its rows, packed
   * @param rows Layout: (count, matrix.dimension()), from {@code rowsFrom}
   * @param out Layout: (count, matrix.rows()), from {@code outFrom}
   */
  public static void rotate(
      PackedRows matrix, float[] rows, int rowsFrom, int count, float[] out, int outFrom) {
    int n = matrix.dimension();
    int outs = matrix.rows();
    Objects.checkFromIndexSize(rowsFrom, Math.multiplyExact(count, n), rows.length);
    Objects.checkFromIndexSize(outFrom, Math.multiplyExact(count, outs), out.length);
    ProductSupport kernels = matrix.products();
    int width = kernels.panelWidth();
    float[] block = new float[Math.min(ROW_BLOCK, count) * width];
    for (int i = 0; i < count; i += ROW_BLOCK) {
      int some = Math.min(ROW_BLOCK, count - i);
      for (int column = 0; column < outs; column += width) {
        kernels.multiply(rows, rowsFrom + i * n, some, n, matrix.panels(), column * n, block);
        int columns = Math.min(width, outs - column);
        for (int r = 0; r < some; r++) {
          System.arraycopy(block, r * width, out, outFrom + (i + r) * outs + column, columns);
        }
      }
    }
  }

  private static void checkSlots(
      int[] slots, int count, int n, int length, int from, int outLength) {
    Objects.checkFromIndexSize(0, count, slots.length);
    Objects.checkFromIndexSize(0, count, outLength);
    int most = -1;
    int signs = 0;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, slots[i]);
      signs |= slots[i];
    }
    if (signs < 0) {
      throw new IndexOutOfBoundsException("Cannot read a row before the first: a slot is negative");
    }
    Objects.checkFromIndexSize(from, Math.multiplyExact(most + 1, n), length);
  }

  /**
   * Chooses from {@code count} values those of at least {@code least}.
   *
   * @param chosen receives their numbers, counted from {@code from}, in ascending order; holds
   *     {@code count}
   * @return how many
   */
  public static int atLeast(float[] values, int from, int count, float least, int[] chosen) {
    Objects.checkFromIndexSize(from, count, values.length);
    Objects.checkFromIndexSize(0, count, chosen.length);
    return Chosen.PRODUCTS.atLeast(values, from, count, least, chosen);
  }

  /**
   * Chooses from {@code count} values those that with {@code added} to them reach a least value,
   * each its own: values[from + i] + added is at least least[i].
   *
   * @param chosen receives their numbers, counted from {@code from}, in ascending order; holds
   *     {@code count}
   * @return how many
   */
  public static int atLeastEach(
      float[] values, int from, int count, float added, float[] least, int[] chosen) {
    Objects.checkFromIndexSize(from, count, values.length);
    Objects.checkFromIndexSize(0, count, least.length);
    Objects.checkFromIndexSize(0, count, chosen.length);
    return Chosen.PRODUCTS.atLeastEach(values, from, count, added, least, chosen);
  }

  /**
   * The greatest value of each of {@code groups} groups: out[j] = the maximum of values[from + j +
   * i * groups] over all i; negative infinity where a group is empty.
   */
  public static void maxima(float[] values, int from, int count, float[] out, int groups) {
    Objects.checkFromIndexSize(from, count, values.length);
    Objects.checkFromIndexSize(0, groups, out.length);
    Chosen.PRODUCTS.maxima(values, from, count, out, groups);
  }

  private static void requireSame(int a, int b) {
    if (a != b) {
      throw new IllegalArgumentException(
          "Cannot compute: lengths differ, %d and %d".formatted(a, b));
    }
  }
}
