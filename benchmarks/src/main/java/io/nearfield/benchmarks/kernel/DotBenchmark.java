package io.nearfield.benchmarks.kernel;

import io.nearfield.index.kernel.VectorKernels;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One query against rows that lie in the second-level cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DotBenchmark {

  private static final int ROWS = 256;

  @Param({"384", "385"})
  public int dimension;

  private float[] query;
  private float[] rows;
  private float[] out;

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(7);
    query = new float[dimension];
    rows = new float[ROWS * dimension];
    out = new float[ROWS];
    for (int i = 0; i < query.length; i++) {
      query[i] = (float) random.nextDouble(-1, 1);
    }
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextDouble(-1, 1);
    }
  }

  @Benchmark
  public float[] dotBatch() {
    VectorKernels.dotBatch(query, rows, 0, ROWS, out, 0);
    return out;
  }
}
