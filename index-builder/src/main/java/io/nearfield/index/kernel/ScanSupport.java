package io.nearfield.index.kernel;

/** Sums of table bytes chosen by interleaved codes; see {@link ScanKernels} for the layout. */
interface ScanSupport {

  /** Sums of 64 codes of half bytes, in the order of the entries. */
  void sums4(HalfByteTable table, byte[] store, int from, int[] sums);

  /** Sums of 64 codes of bytes, in the order of the entries. */
  void sums8(ByteTable table, byte[] store, int from, int[] sums);

  /** See {@link ScanKernels#above4}. */
  int above4(
      HalfByteTable table,
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float least,
      int[] slots,
      float[] values);

  /** See {@link ScanKernels#above8}. */
  int above8(
      ByteTable table,
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float least,
      int[] slots,
      float[] values);
}
