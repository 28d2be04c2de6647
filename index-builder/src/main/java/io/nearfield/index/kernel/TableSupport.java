package io.nearfield.index.kernel;

/** Makes the tables that codes are scored by; see {@link TableKernels}. */
interface TableSupport {

  /** See {@link TableKernels#products}. */
  void products(
      float[] query, int parts, int dsub, float[] columns, int stride, int ksub, float[] table);

  /**
   * The least and the greatest value of each row.
   *
   * @param table Layout: (rows, width), width a multiple of 16
   * @param least receives one value a row
   * @param most likewise
   */
  void ranges(float[] table, int rows, int width, float[] least, float[] most);

  /**
   * Rounds to bytes: out = (table - least of the row) * perStep + half, to the nearest integer, to
   * the even one of two as near.
   *
   * @param table Layout: (rows, width), width a multiple of 16; no result exceeds 255
   */
  void round(
      float[] table, int rows, int width, float[] least, float perStep, float half, byte[] out);
}
