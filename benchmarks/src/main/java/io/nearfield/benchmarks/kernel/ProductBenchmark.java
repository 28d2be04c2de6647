package io.nearfield.benchmarks.kernel;

import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Blocked products of 96 rows with 1,024 of 384 values. In multiply-adds a microsecond; twice that
 * is MFLOP/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ProductBenchmark {

  private static final int ROWS = 96;
  private static final int COLUMNS = 1024;
  private static final int DIMENSION = 384;
  private static final int WORK = ROWS * COLUMNS * DIMENSION;

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
  @OperationsPerInvocation(WORK)
  public float[] multiply() {
    VectorKernels.multiply(rows, 0, ROWS, packed, out);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(WORK)
  public int[] nearest() {
    VectorKernels.nearest(rows, 0, ROWS, packed, bias, nearest, score, 0);
    return nearest;
  }
}
