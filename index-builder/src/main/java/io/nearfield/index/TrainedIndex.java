package io.nearfield.index;

import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.format.TrainedIndexFormat;
import io.nearfield.index.ivf.CoarseQuantizer;
import io.nearfield.index.parallel.Ranges;
import io.nearfield.index.pq.ProductQuantizer;
import io.nearfield.index.sq.ScalarQuantizer;
import java.io.Serializable;
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
  private final transient VectorCodec codec; // null when vectors are kept whole

  private TrainedIndex(IndexSpec spec, Metric metric, CoarseQuantizer coarse, VectorCodec codec) {
    this.spec = spec;
    this.metric = metric;
    this.coarse = coarse;
    this.codec = codec;
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
    if (centroids.rows() != spec.cells() || centroids.dimension() != dimension) {
      throw new IllegalArgumentException(
          "Cannot make index '%s' of dimension %d: it has %d centroids of that dimension, got %s"
              .formatted(spec, dimension, spec.cells(), centroids));
    }
    requireFinite(spec, "centroid", centroids);
    requireFinite(spec, "codebook", codebook);
    VectorCodec codec =
        switch (spec.code()) {
          case FLAT -> null;
          case SQ8 -> ScalarQuantizer.of(codebook);
          case PQ8, PQ4 -> product(spec, codebook);
        };
    if (codec == null && codebook.rows() != 0) {
      throw new IllegalArgumentException(
          "Cannot make index '%s': it has no codebook, got %s".formatted(spec, codebook));
    }
    if (codec != null && codec.dimension() != dimension) {
      throw new IllegalArgumentException(
          "Cannot make index '%s' of dimension %d: its codebook is for dimension %d"
              .formatted(spec, dimension, codec.dimension()));
    }
    return new TrainedIndex(spec, metric, CoarseQuantizer.of(centroids, metric), codec);
  }

  private static ProductQuantizer product(IndexSpec spec, VectorBatch codebook) {
    ProductQuantizer quantizer =
        ProductQuantizer.of(codebook, spec.subQuantizers(), spec.code().bits());
    return spec.fastScan() ? quantizer.fastScan() : quantizer;
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

  /** What a code stands for: the vector, up to the loss of the codec. */
  public float[] decode(byte[] code, int cell) {
    if (codec == null) {
      throw new IllegalStateException("Cannot decode: index '%s' has no codes".formatted(spec));
    }
    requireCode(code);
    float[] vector = new float[dimension()];
    codec.decode(code, 0, vector, 0);
    addCentroid(vector, 0, cell, 1);
    return vector;
  }

  /** The cells a query should look into, most promising first; all of them when nprobe is more. */
  public int[] probe(float[] preparedQuery, int nprobe) {
    requireDimension(preparedQuery.length);
    return coarse.probe(preparedQuery, nprobe);
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
   * What the codec learned. PQ: (M * ksub) rows of dsub values, row m * ksub + j; SQ8: two rows,
   * the least value and the step of each dimension; Flat: no row.
   */
  public VectorBatch codebook() {
    return codec == null ? VectorBatch.empty(dimension()) : codec.codebook();
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
