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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Blocked products of 96 rows with 1,024 of 384 values: all of them, and only the best of each row.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ProductBenchmark implements Cost.Costed {

  private static final int ROWS = 96;
  private static final int COLUMNS = 1024;
  private static final int DIMENSION = 384;

  private float[] rows;
  private float[] bias;
  private float[] out;
  private int[] nearest;
  private float[] score;
  private PackedRows packed;

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(7);
    rows = new float[ROWS * DIMENSION];
    float[] columns = new float[COLUMNS * DIMENSION];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextDouble(-1, 1);
    }
    for (int i = 0; i < columns.length; i++) {
      columns[i] = (float) random.nextDouble(-1, 1);
    }
    packed = VectorKernels.pack(columns, 0, COLUMNS, DIMENSION);
    bias = new float[packed.stride()];
    out = new float[ROWS * packed.stride()];
    nearest = new int[ROWS];
    score = new float[ROWS];
  }

  @Benchmark
  public float[] multiply() {
    VectorKernels.multiply(rows, 0, ROWS, packed, out);
    return out;
  }

  @Benchmark
  public int[] nearest() {
    VectorKernels.nearest(rows, 0, ROWS, packed, bias, nearest, score, 0);
    return nearest;
  }

  @Override
  public Cost cost(String method) {
    return Cost.arithmetic(2.0 * ROWS * COLUMNS * DIMENSION);
  }
}
