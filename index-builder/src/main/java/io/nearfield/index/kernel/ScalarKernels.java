package io.nearfield.index.kernel;

/** Plain Java: the reference, and what runs where no vector unit can be had. */
final class ScalarKernels implements KernelSupport {

  private final RowSupport rows = new ScalarRows();
  private final ProductSupport products = new ScalarProducts();
  private final ByteRowSupport byteRows = new ScalarByteRows();
  private final TableSupport tables = new ScalarTables();
  private final ScanSupport scans = new ScalarScans();

  @Override
  public String name() {
    return "scalar";
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
