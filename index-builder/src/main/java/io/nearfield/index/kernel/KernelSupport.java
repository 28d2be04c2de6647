package io.nearfield.index.kernel;

/**
 * What a provider of kernels computes, by family. Arguments are checked by the public facades; here
 * nothing is checked again.
 *
 * <p>Every result must depend on its own inputs alone: a row's product is the same bits whether the
 * row comes alone or in a batch, in the first or the last panel, in a range or chosen by slot.
 */
interface KernelSupport {

  /** {@code scalar} or {@code simd}. */
  String name();

  /** One vector with one or many. */
  RowSupport rows();

  /** Many vectors with many. */
  ProductSupport products();

  /** One query with vectors of one byte a value. */
  ByteRowSupport byteRows();

  /** Tables with interleaved codes. */
  ScanSupport scans();

  /** One query's tables. */
  TableSupport tables();
}
