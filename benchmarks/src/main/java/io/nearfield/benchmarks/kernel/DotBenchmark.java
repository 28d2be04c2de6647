package io.nearfield.benchmarks.kernel;

import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Inner products: one query with rows in the cache, and many rows with many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DotBenchmark implements Cost.Costed {

  private static final int ROWS = 256;

  @Param({"384", "385"})
  public int dimension;

  private float[] query;
  private float[] rows;
  private float[] out;
  private float[] products;
  private PackedRows packed;

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(7);
    query = values(random, dimension);
    rows = values(random, ROWS * dimension);
    out = new float[ROWS];
    packed = VectorKernels.pack(rows, 0, ROWS, dimension);
    products = new float[ROWS * packed.stride()];
  }

  private static float[] values(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  @Benchmark
  public float[] dotBatch() {
    VectorKernels.dotBatch(query, rows, 0, ROWS, out, 0);
    return out;
  }

  @Benchmark
  public float[] squaredL2Batch() {
    VectorKernels.squaredL2Batch(query, rows, 0, ROWS, out, 0);
    return out;
  }

  @Benchmark
  public float[] multiply() {
    VectorKernels.multiply(rows, 0, ROWS, packed, products);
    return products;
  }

  @Override
  public Cost cost(String method) {
    return method.equals("multiply")
        ? Cost.arithmetic(2.0 * ROWS * ROWS * dimension)
        : Cost.cache(4.0 * ROWS * dimension);
  }
}
