package io.nearfield.index.kernel;

import java.util.Objects;

/**
 * Makes the tables that one query scores codes by. Checks shapes, then calls the provider chosen
 * for this JVM. Thread-safe.
 */
public final class TableKernels {

  private static final TableSupport TABLES = VectorKernels.kernels().tables();

  private TableKernels() {}

  /**
   * Inner products of the parts of a query with the centroids of each part: table[m * ksub + j] =
   * sum over i of query[m * dsub + i] * columns[m * stride + i * ksub + j].
   *
   * @param query Layout: (parts, dsub)
   * @param columns the centroids of each part by columns. Layout: (dsub, ksub) of part m from m *
   *     stride on; with a stride of 0 all parts have the same centroids
   * @param ksub centroids of a part, a multiple of 16
   * @param table Layout: (parts, ksub)
   */
  public static void products(
      float[] query, int parts, int dsub, float[] columns, int stride, int ksub, float[] table) {
    requireWhole(ksub);
    Objects.checkFromIndexSize(0, Math.multiplyExact(parts, dsub), query.length);
    int last = Math.multiplyExact(Math.max(0, parts - 1), stride);
    Objects.checkFromIndexSize(last, Math.multiplyExact(dsub, ksub), columns.length);
    Objects.checkFromIndexSize(0, Math.multiplyExact(parts, ksub), table.length);
    TABLES.products(query, parts, dsub, columns, stride, ksub, table);
  }

  /**
   * Turns the rows of a codebook into the columns of {@link #products}.
   *
   * @param rows Layout: (parts, ksub, dsub)
   * @return Layout: (parts, dsub, ksub)
   */
  public static float[] columns(float[] rows, int parts, int ksub, int dsub) {
    requireWhole(ksub);
    float[] columns = new float[Math.multiplyExact(Math.multiplyExact(parts, ksub), dsub)];
    Objects.checkFromIndexSize(0, columns.length, rows.length);
    for (int m = 0; m < parts; m++) {
      int part = m * ksub * dsub;
      for (int j = 0; j < ksub; j++) {
        for (int i = 0; i < dsub; i++) {
          columns[part + i * ksub + j] = rows[part + j * dsub + i];
        }
      }
    }
    return columns;
  }

  static TableSupport provider() {
    return TABLES;
  }

  private static void requireWhole(int ksub) {
    if (ksub < 16 || ksub % 16 != 0) {
      throw new IllegalArgumentException(
          "Cannot make a table: its rows have a multiple of 16 entries, got " + ksub);
    }
  }
}
