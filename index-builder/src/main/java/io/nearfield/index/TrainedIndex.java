package io.nearfield.index;

import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.format.TrainedIndexFormat;
import io.nearfield.index.ivf.CoarseQuantizer;
import io.nearfield.index.parallel.Ranges;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;

/**
 * A trained index without its entries: which cell a vector belongs to, how it is encoded, where to
 * look for it. What one job trains, every task of every engine uses.
 *
 * <p>Immutable and thread-safe. Vectors given to it are <em>prepared</em>: see {@link #prepare}.
 * The answer for a vector is the same alone and in a batch. Heap: twice the centroids and twice the
 * codebook. Java serialization writes {@link #toBytes}.
 *
 * <pre>{@code
 * TrainedIndex trained = IndexTrainer.train(sample, IndexSpec.parse("IVF256,PQ48"), Metric.COSINE,
 *     TrainingParams.defaults(), TrainingListener.SILENT);
 * float[] prepared = trained.prepare(vector);
 * int cell = trained.assign(prepared);
 * byte[] code = trained.encode(prepared, cell);
 * }</pre>
 */
public final class TrainedIndex implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int ROWS_PER_TASK = 512;

  private final transient IndexSpec spec;
  private final transient Metric metric;
  private final transient CoarseQuantizer coarse;
  private final transient Codecs codecs;
  private final transient VectorCodec codec; // null when vectors are kept whole

  private TrainedIndex(IndexSpec spec, Metric metric, CoarseQuantizer coarse, Codecs codecs) {
    this.spec = spec;
    this.metric = metric;
    this.coarse = coarse;
    this.codecs = codecs;
    this.codec = codecs.first();
  }

  /**
   * Puts an index together from its rows, as they stand in a codebook table.
   *
   * @param centroids Layout: (spec.cells(), dimension); one row of zeros without a coarse quantizer
   * @param codebook as {@link #codebook} gives it
   * @throws IllegalArgumentException when the shapes do not fit each other
   */
  public static TrainedIndex of(
      IndexSpec spec, Metric metric, int dimension, VectorBatch centroids, VectorBatch codebook) {
    spec.requireDimension(dimension);
    requireShape(spec, dimension, centroids);
    requireFinite(spec, "codebook", codebook);
    spec.requireMetric(metric);
    return new TrainedIndex(
        spec, metric, CoarseQuantizer.of(centroids, metric), Codecs.of(spec, dimension, codebook));
  }

  private static void requireShape(IndexSpec spec, int dimension, VectorBatch centroids) {
    if (centroids.rows() != spec.cells() || centroids.dimension() != dimension) {
      throw new IllegalArgumentException(
          "Cannot make index '%s' of dimension %d: it has %d centroids of that dimension, got %s"
              .formatted(spec, dimension, spec.cells(), centroids));
    }
    requireFinite(spec, "centroid", centroids);
  }

  /** What was built. */
  public IndexSpec spec() {
    return spec;
  }

  /** What near means. */
  public Metric metric() {
    return metric;
  }

  /** How many values a vector has. */
  public int dimension() {
    return coarse.centroids().dimension();
  }

  /** How many cells; 1 without a coarse quantizer. */
  public int cells() {
    return coarse.cells();
  }

  /** Bytes of one code; 0 for {@code Flat}. */
  public int codeSize() {
    return codec == null ? 0 : codec.codeSize();
  }

  /** The codec of the residuals; empty for {@code Flat}. */
  public Optional<VectorCodec> codec() {
    return Optional.ofNullable(codec);
  }

  /**
   * The codec of the vectors themselves that the first answers are compared by once more; empty
   * unless the spec ends in {@code Refine(SQ8)}. Its codes do not depend on the cell.
   */
  public Optional<VectorCodec> refineCodec() {
    return Optional.ofNullable(codecs.refine());
  }

  /**
   * The same index with other cells, for lists that are split and merged. The codec stays.
   *
   * @param centroids Layout: (cells, dimension)
   */
  public TrainedIndex withCentroids(VectorBatch centroids) {
    IndexSpec other = spec.withCells(spec.hasCells() ? centroids.rows() : 0);
    requireShape(other, dimension(), centroids);
    return new TrainedIndex(other, metric, coarse.withCentroids(centroids), codecs);
  }

  /**
   * A copy of a user's vector, comparable under the metric: of unit length under cosine. Preparing
   * twice changes nothing.
   *
   * @throws IllegalArgumentException on another dimension, NaN, infinity, a norm above 1e18, or
   *     zero under cosine
   */
  public float[] prepare(float[] vector) {
    return Preparation.prepare(vector, dimension(), metric);
  }

  /** As {@link #prepare(float[])} for each row; the error names the row. */
  public VectorBatch prepareAll(VectorBatch vectors) {
    return Preparation.prepareAll(vectors, dimension(), metric);
  }

  /** The cell of a prepared vector. */
  public int assign(float[] prepared) {
    requireDimension(prepared.length);
    return coarse.assign(prepared);
  }

  /** The cell of each row, by one thread. */
  public int[] assignAll(VectorBatch prepared) {
    return assignAll(prepared, 1);
  }

  /** The cell of each row. */
  public int[] assignAll(VectorBatch prepared, int threads) {
    requireDimension(prepared.dimension());
    return coarse.assignAll(prepared, threads);
  }

  /** The code of a prepared vector in its cell, {@link #codeSize} bytes. */
  public byte[] encode(float[] prepared, int cell) {
    requireDimension(prepared.length);
    byte[] code = new byte[codeSize()];
    if (codec != null) {
      float[] residual = prepared.clone();
      addCentroid(residual, 0, cell, -1);
      codec.encode(residual, 0, code, 0);
    }
    return code;
  }

  /**
   * The codes of many vectors, the same as one by one. Layout of the result: (rows, codeSize).
   *
   * @param cells the cell of each row
   */
  public byte[] encodeAll(VectorBatch prepared, int[] cells, int threads) {
    requireDimension(prepared.dimension());
    int size = codeSize();
    int d = dimension();
    byte[] codes = new byte[Math.multiplyExact(prepared.rows(), size)];
    if (codec != null) {
      Ranges.forEach(
          prepared.rows(),
          ROWS_PER_TASK,
          threads,
          (from, to) -> {
            float[] residuals = prepared.slice(from, to).values();
            for (int i = from; i < to; i++) {
              addCentroid(residuals, (i - from) * d, cells[i], -1);
            }
            codec.encodeAll(residuals, 0, to - from, codes, from * size);
          });
    }
    return codes;
  }

  /** The vector of a code, up to the loss of the codec. */
  public float[] decode(byte[] code, int cell) {
    if (codec == null) {
      throw new IllegalStateException("Cannot decode: index '%s' has no codes".formatted(spec));
    }
    requireCode(code);
    float[] vector = new float[dimension()];
    codec.decode(code, 0, vector, 0);
    if (codec.keepsNorms()) {
      Biases.shorten(vector, codec.squaredNorm(code, 0, vector, 0));
    }
    addCentroid(vector, 0, cell, 1);
    return vector;
  }

  /**
   * Whether entries have a {@link #biases bias}; where they have none it is 0 for all, and need not
   * be kept. Under COSINE vectors are of unit length but what codes stand for is not, unless the
   * code keeps the norm of the vector itself.
   */
  public boolean biased() {
    return codec != null
        && switch (metric) {
          case EUCLIDEAN, L1 -> true;
          case COSINE -> spec.hasCells() || !codec.keepsNorms();
          default -> false;
        };
  }

  /**
   * What a search adds to the inner product of the query with an entry's code. With s = query .
   * centroid + query . code + bias, more is nearer, and the distance of the query q is:
   *
   * <ul>
   *   <li>EUCLIDEAN: sqrt(|q|^2 - 2 s), and the same stands in for L1 until the refinement;
   *   <li>COSINE: 1 - s;
   *   <li>DOT: -s.
   * </ul>
   *
   * <p>So under EUCLIDEAN it is minus half the squared norm of what the code stands for, and under
   * COSINE half of what that norm lacks of one, which puts entries in the same order. It depends on
   * code and cell alone.
   *
   * @param codes Layout: (count, codeSize), from {@code codesFrom}
   * @param cells the cell of code i at {@code cellsFrom + i}
   * @param out receives the bias of code i at {@code outFrom + i}
   */
  public void biases(
      byte[] codes,
      int codesFrom,
      int count,
      int[] cells,
      int cellsFrom,
      float[] out,
      int outFrom) {
    if (biased()) {
      Biases.of(
          metric, codec, centroids(), codes, codesFrom, count, cells, cellsFrom, out, outFrom);
    } else {
      Arrays.fill(out, outFrom, outFrom + count, 0);
    }
  }

  /** As {@link #biases} for one code. */
  public float bias(byte[] code, int codeFrom, int cell) {
    float[] bias = new float[1];
    biases(code, codeFrom, 1, new int[] {cell}, 0, bias, 0);
    return bias[0];
  }

  /** The cells a query should look into, most promising first; all of them when nprobe is more. */
  public int[] probe(float[] preparedQuery, int nprobe) {
    requireDimension(preparedQuery.length);
    return coarse.probe(preparedQuery, nprobe);
  }

  /**
   * The cells of {@code count} queries within a margin, and what they were chosen by: see {@link
   * CoarseQuantizer#probeAll(VectorBatch, int, int, int, float, CoarseQuantizer.Probes)}.
   */
  public void probeAll(
      VectorBatch preparedQueries,
      int from,
      int count,
      int nprobe,
      float margin,
      CoarseQuantizer.Probes probes) {
    requireDimension(preparedQueries.dimension());
    coarse.probeAll(preparedQueries, from, count, nprobe, margin, probes);
  }

  /** The cells of each query: {@link #probe} for many at once. */
  public int[][] probeAll(VectorBatch preparedQueries, int nprobe) {
    requireDimension(preparedQueries.dimension());
    return coarse.probeAll(preparedQueries, nprobe);
  }

  /** The centroids of the cells. Layout: (cells, dimension); one row of zeros without cells. */
  public VectorBatch centroids() {
    return coarse.centroids();
  }

  /**
   * What the codecs learned. PQ: (M * ksub) rows of dsub values, row m * ksub + j, and under OPQ
   * the d * d values of the rotation in rows of dsub; SQ8: two rows, the least value and the step
   * of each dimension; RaBitQ and LSH: the directions, d values each; Flat: no row. A refinement by
   * SQ8 adds its two rows of d values, cut to the length of the others.
   */
  public VectorBatch codebook() {
    return codecs.rows();
  }

  /**
   * Bytes of everything that a search reads: the centroids, what finds the nearest of them, and the
   * codebook as it lies ready for products. Encoding and decoding read as much of the codebook
   * again, in rows.
   */
  public long memoryBytes() {
    return coarse.memoryBytes() + (long) Float.BYTES * codecs.rows().values().length;
  }

  /** The bytes of {@link TrainedIndexFormat}. */
  public byte[] toBytes() {
    return TrainedIndexFormat.write(this);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws io.nearfield.index.format.CorruptIndexException when the bytes are anything else
   */
  public static TrainedIndex fromBytes(byte[] bytes) {
    return TrainedIndexFormat.read(bytes);
  }

  private void addCentroid(float[] vector, int from, int cell, int sign) {
    if (cell < 0 || cell >= cells()) {
      throw new IllegalArgumentException(
          "Cannot use cell %d: the index has cells 0 to %d".formatted(cell, cells() - 1));
    }
    float[] centroids = coarse.centroids().values();
    int d = dimension();
    for (int i = 0; i < d; i++) {
      vector[from + i] += sign * centroids[cell * d + i];
    }
  }

  private void requireDimension(int actual) {
    if (actual != dimension()) {
      throw new IllegalArgumentException(
          "Cannot use vector: dimension %d differs from the index's dimension %d"
              .formatted(actual, dimension()));
    }
  }

  private void requireCode(byte[] code) {
    if (code.length != codeSize()) {
      throw new IllegalArgumentException(
          "Cannot use code: %d bytes differ from the index's code size %d"
              .formatted(code.length, codeSize()));
    }
  }

  private static void requireFinite(IndexSpec spec, String what, VectorBatch rows) {
    for (int i = 0; i < rows.values().length; i++) {
      if (!Float.isFinite(rows.values()[i])) {
        throw new IllegalArgumentException(
            "Cannot make index '%s': %s row %d has %s at position %d, must be finite"
                .formatted(
                    spec, what, i / rows.dimension(), rows.values()[i], i % rows.dimension()));
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainedIndex that
        && spec.equals(that.spec)
        && metric == that.metric
        && centroids().equals(that.centroids())
        && codebook().equals(that.codebook());
  }

  @Override
  public int hashCode() {
    return 31 * (31 * spec.hashCode() + centroids().hashCode()) + codebook().hashCode();
  }

  @Override
  public String toString() {
    return "TrainedIndex[" + spec + ", " + metric + ", dimension " + dimension() + "]";
  }

  private Object writeReplace() {
    return new SerializedIndex(toBytes());
  }
}
