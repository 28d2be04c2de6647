package io.nearfield.benchmarks.kernel;

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
 * One query with rows that come from main memory: all of them in order, as exact search reads them,
 * and chosen ones, as re-ranking does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RowBenchmark implements Cost.Costed {

  private static final int DIMENSION = 384;
  private static final int ROWS = 1 << 18; // 400 MB, far more than the caches hold
  private static final int CHOSEN = 64;

  private float[] query;
  private float[] rows;
  private float[] out;
  private int[] slots;
  private SplittableRandom random;

  @Setup
  public void fill() {
    random = new SplittableRandom(7);
    query = new float[DIMENSION];
    rows = new float[ROWS * DIMENSION];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (i * 31 & 255) - 128f;
    }
    System.arraycopy(rows, 77, query, 0, DIMENSION);
    out = new float[ROWS];
    slots = new int[CHOSEN];
  }

  @Benchmark
  public float[] dotOfAll() {
    VectorKernels.dotBatch(query, rows, 0, ROWS, out, 0);
    return out;
  }

  @Benchmark
  public float[] squaredL2OfAll() {
    VectorKernels.squaredL2Batch(query, rows, 0, ROWS, out, 0);
    return out;
  }

  @Benchmark
  public float[] dotOfChosen() {
    for (int i = 0; i < CHOSEN; i++) {
      slots[i] = random.nextInt(ROWS);
    }
    VectorKernels.dotAt(query, rows, 0, slots, CHOSEN, out);
    return out;
  }

  @Override
  public Cost cost(String method) {
    return Cost.memory(4.0 * DIMENSION * (method.equals("dotOfChosen") ? CHOSEN : ROWS));
  }
}
