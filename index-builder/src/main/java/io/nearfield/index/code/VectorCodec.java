package io.nearfield.index.code;

import io.nearfield.index.VectorBatch;
import java.util.Arrays;

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

  /**
   * Writes what many codes stand for, the same as one by one.
   *
   * @param codes Layout: (count, codeSize), from {@code codesFrom}
   * @param vectors Layout: (count, dimension), from {@code from}
   */
  default void decodeAll(byte[] codes, int codesFrom, int count, float[] vectors, int from) {
    for (int i = 0; i < count; i++) {
      decode(codes, codesFrom + i * codeSize(), vectors, from + i * dimension());
    }
  }

  /** What was learned, as rows: enough to make the same codec again. */
  VectorBatch codebook();

  /**
   * How the codes of many entries lie together for {@link CodeDots}: rows, unless said otherwise.
   */
  default CodeLayout layout() {
    return CodeLayout.rows(codeSize());
  }

  /**
   * Prepares one query for many codes.
   *
   * @throws IllegalArgumentException when the query has another dimension
   */
  CodeDots dots(float[] query);

  /**
   * As {@link #dots(float[])}, in the arrays of an earlier one, so that a thread that answers query
   * after query allocates nothing.
   *
   * @param used what this codec gave for an earlier query, which is over; null at first. It must
   *     not be used afterwards
   */
  default CodeDots dots(float[] query, CodeDots used) {
    return dots(query);
  }

  /** Whether queries are rotated before they are compared, which costs less for many at once. */
  default boolean turns() {
    return false;
  }

  /**
   * Many queries as {@link #turnedDots} takes them, one after another: rotated by a codec that
   * rotates, otherwise as they are.
   *
   * @param queries Layout: (count, dimension), from {@code from}
   */
  default float[] turn(float[] queries, int from, int count) {
    return Arrays.copyOfRange(queries, from, from + count * dimension());
  }

  /** As {@link #dots(float[], CodeDots)}, of a query that {@link #turn} gave. */
  default CodeDots turnedDots(float[] turned, CodeDots used) {
    return dots(turned, used);
  }

  /**
   * The squared norm of the vector that was encoded, as well as its code knows: that of the decoded
   * vector, unless the code keeps the norm itself.
   *
   * @param decoded what {@link #decode} made of the code, from {@code from}
   */
  default float squaredNorm(byte[] code, int codeFrom, float[] decoded, int from) {
    double sum = 0;
    for (int i = from; i < from + dimension(); i++) {
      sum += (double) decoded[i] * decoded[i];
    }
    return (float) sum;
  }

  /**
   * Whether {@link #squaredNorm} knows more than the decoded vector. Then the decoded vector is an
   * unbiased estimate of the encoded one, good for inner products, and not the one nearest to it.
   */
  default boolean keepsNorms() {
    return false;
  }

  /**
   * Checks that a query fits.
   *
   * @throws IllegalArgumentException when it has another dimension
   */
  default void requireQuery(float[] query) {
    if (query.length != dimension()) {
      throw new IllegalArgumentException(
          "Cannot prepare query: dimension %d differs from the codebook's dimension %d"
              .formatted(query.length, dimension()));
    }
  }
}
