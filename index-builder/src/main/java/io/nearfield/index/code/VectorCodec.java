package io.nearfield.index.code;

import io.nearfield.index.VectorBatch;

/**
 * Turns vectors into short codes and back, with a loss. Immutable and thread-safe once trained.
 *
 * <p>Codes stand for the residual of a vector, that is the vector minus the centroid of its cell.
 */
public interface VectorCodec {

  /** How many values a vector has. */
  int dimension();

  /** Bytes of one code. */
  int codeSize();

  /** Writes the code of the vector at {@code from} to {@code codeFrom}. */
  void encode(float[] vector, int from, byte[] code, int codeFrom);

  /**
   * Writes the codes of many vectors, the same as one by one.
   *
   * @param vectors Layout: (count, dimension), from {@code from}
   * @param codes Layout: (count, codeSize), from {@code codesFrom}
   */
  default void encodeAll(float[] vectors, int from, int count, byte[] codes, int codesFrom) {
    for (int i = 0; i < count; i++) {
      encode(vectors, from + i * dimension(), codes, codesFrom + i * codeSize());
    }
  }

  /** Writes what the code at {@code codeFrom} stands for to {@code from}. */
  void decode(byte[] code, int codeFrom, float[] vector, int from);

  /** What was learned, as rows: enough to make the same codec again. */
  VectorBatch codebook();

  /**
   * How the codes of many entries lie together for {@link CodeDots}: rows, unless said otherwise.
   */
  default CodeLayout layout() {
    return CodeLayout.rows(codeSize());
  }

  /** Prepares one query for many codes. */
  CodeDots dots(float[] query);
}
