package io.nearfield.index.faiss;

import io.nearfield.index.Metric;
import java.io.IOException;

/**
 * What every FAISS index begins with, after its four characters.
 *
 * <pre>
 *  bytes
 *      4  dimension
 *      8  entries
 *     16  two numbers that mean nothing: 2^20 each
 *      1  whether it is trained
 *      4  metric: 0 inner product, 1 squared Euclidean distance, 2 L1
 *      4  the metric's argument, only where the metric's number is above 1
 * </pre>
 *
 * @param metric DOT for inner product; cosine of whole vectors is inner product on unit vectors
 *     there, that of codes Euclidean distance
 */
record FaissHeader(int dimension, long entries, Metric metric) {

  private static final int MOST_DIMENSIONS = 1 << 20;
  private static final long FILLER = 1 << 20;

  private static final int INNER_PRODUCT = 0;
  private static final int L2 = 1;
  private static final int L1 = 2;

  static FaissHeader read(FaissInput in) throws IOException {
    long start = in.offset();
    int dimension = in.int32();
    long entries = in.int64();
    in.int64();
    in.int64();
    boolean trained = in.bool();
    long metricAt = in.offset();
    int metric = in.int32();
    if (metric > 1) {
      in.float32();
    }
    if (dimension < 1 || dimension > MOST_DIMENSIONS) {
      throw in.corrupt(start, "dimension %d, must be 1 to %d", dimension, MOST_DIMENSIONS);
    }
    if (entries < 0) {
      throw in.corrupt(start + Integer.BYTES, "%d entries", entries);
    }
    if (!trained) {
      throw in.unsupported(start, "the index is not trained; train it before it is written");
    }
    return new FaissHeader(dimension, entries, metric(in, metricAt, metric));
  }

  private static Metric metric(FaissInput in, long at, int number) {
    return switch (number) {
      case INNER_PRODUCT -> Metric.DOT;
      case L2 -> Metric.EUCLIDEAN;
      case L1 -> Metric.L1;
      default ->
          throw in.unsupported(
              at,
              "metric %d is unknown here; supported: 0 (inner product), 1 (L2), 2 (L1)",
              number);
    };
  }

  void write(FaissOutput out) throws IOException {
    int number =
        switch (metric) {
          case DOT, COSINE -> INNER_PRODUCT;
          case EUCLIDEAN -> L2;
          case L1 -> L1;
          default ->
              throw new IllegalArgumentException(
                  "Cannot write FAISS file: metric %s has no form there".formatted(metric));
        };
    out.int32(dimension).int64(entries).int64(FILLER).int64(FILLER).bool(true).int32(number);
    if (number > 1) {
      out.float32(0);
    }
  }

  /** An index within this one is of the same vectors. */
  void requireSame(FaissInput in, long at, FaissHeader inner) {
    if (inner.dimension != dimension || inner.metric != metric || inner.entries != entries) {
      throw in.corrupt(at, "within %s lies %s", this, inner);
    }
  }

  /** A number of values is that of a row for each entry. */
  void requireRows(FaissInput in, long at, long values, int perEntry) {
    if (values % perEntry != 0 || values / perEntry != entries) {
      throw in.corrupt(at, "%d values for %d entries of %d", values, entries, perEntry);
    }
  }

  @Override
  public String toString() {
    return "an index of %d vectors of dimension %d under %s".formatted(entries, dimension, metric);
  }
}
