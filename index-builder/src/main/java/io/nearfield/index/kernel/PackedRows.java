package io.nearfield.index.kernel;

/**
 * Rows laid out for {@link VectorKernels#multiply}: panels of a fixed number of rows, each panel
 * column by column, the last one filled up with zeros. Immutable and thread-safe; packing costs one
 * copy of the rows.
 */
public final class PackedRows {

  private final ProductSupport products;
  private final float[] panels; // Layout: (panels, dimension, panelWidth)
  private final int rows;
  private final int dimension;

  private PackedRows(ProductSupport products, float[] panels, int rows, int dimension) {
    this.products = products;
    this.panels = panels;
    this.rows = rows;
    this.dimension = dimension;
  }

  static PackedRows pack(
      ProductSupport products, float[] values, int from, int rows, int dimension) {
    int width = products.panelWidth();
    int count = (rows + width - 1) / width;
    float[] panels = new float[Math.multiplyExact(Math.multiplyExact(count, width), dimension)];
    for (int row = 0; row < rows; row++) {
      int to = row / width * width * dimension + row % width;
      int at = from + row * dimension;
      for (int k = 0; k < dimension; k++) {
        panels[to + k * width] = values[at + k];
      }
    }
    return new PackedRows(products, panels, rows, dimension);
  }

  /** How many rows were packed. */
  public int rows() {
    return rows;
  }

  /** Values per row. */
  public int dimension() {
    return dimension;
  }

  /** {@link #rows} rounded up to whole panels: products come in rows of this length. */
  public int stride() {
    int width = products.panelWidth();
    return (rows + width - 1) / width * width;
  }

  ProductSupport products() {
    return products;
  }

  float[] panels() {
    return panels;
  }
}
