package io.nearfield.index.kernel;

/**
 * Kernels on {@code jdk.incubator.vector}. Loaded by name: without that module only this class and
 * those it is made of fail to load.
 */
final class PanamaKernels implements KernelSupport {

  private final RowSupport rows = new PanamaRows();
  private final ProductSupport products = new PanamaProducts();
  private final ByteRowSupport byteRows = new PanamaByteRows();
  private final TableSupport tables = new PanamaTables();
  private final ScanSupport scans = new PanamaScans();

  PanamaKernels() {
    if (PanamaLanes.LANES < 4) {
      throw new UnsupportedOperationException(
          "the vector unit holds only " + PanamaLanes.LANES + " floats; 4 are needed");
    }
  }

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public RowSupport rows() {
    return rows;
  }

  @Override
  public ProductSupport products() {
    return products;
  }

  @Override
  public ByteRowSupport byteRows() {
    return byteRows;
  }

  @Override
  public ScanSupport scans() {
    return scans;
  }

  @Override
  public TableSupport tables() {
    return tables;
  }
}
