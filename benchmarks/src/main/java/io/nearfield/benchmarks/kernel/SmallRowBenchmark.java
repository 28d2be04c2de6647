package io.nearfield.benchmarks.kernel;

import io.nearfield.index.kernel.BitKernels;
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

/** One query with rows of bytes and of bits in the cache, and its rotation. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class SmallRowBenchmark implements Cost.Costed {

  private static final int DIMENSION = 384;
  private static final int WORDS = DIMENSION / Long.SIZE;
  private static final int ROWS = 1024;

  private float[] query;
  private byte[] bytes;
  private long[] queryBits;
  private long[] bits;
  private PackedRows rotation;
  private float[] out;
  private int[] counts;
  private int[] others;

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(7);
    query = new float[DIMENSION];
    float[] axes = new float[DIMENSION * DIMENSION];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = (float) random.nextDouble(-1, 1);
    }
    System.arraycopy(axes, 0, query, 0, DIMENSION);
    rotation = VectorKernels.pack(axes, 0, DIMENSION, DIMENSION);
    bytes = new byte[ROWS * DIMENSION];
    random.nextBytes(bytes);
    queryBits = random.longs(WORDS).toArray();
    bits = random.longs((long) ROWS * WORDS).toArray();
    out = new float[ROWS];
    counts = new int[ROWS];
    others = new int[ROWS];
  }

  @Benchmark
  public float[] dotBytes() {
    VectorKernels.dotBytesBatch(query, bytes, 0, ROWS, out, 0);
    return out;
  }

  @Benchmark
  public int[] hamming() {
    BitKernels.hammingBatch(queryBits, bits, 0, ROWS, counts, 0);
    return counts;
  }

  @Benchmark
  public int[] overlap() {
    BitKernels.overlapBatch(queryBits, bits, 0, ROWS, counts, others, 0);
    return counts;
  }

  @Benchmark
  public float[] rotate() {
    VectorKernels.rotate(rotation, query, 0, 1, out, 0);
    return out;
  }

  @Override
  public Cost cost(String method) {
    return Cost.cache(
        switch (method) {
          case "dotBytes" -> (double) ROWS * DIMENSION;
          case "rotate" -> 4.0 * DIMENSION * DIMENSION;
          default -> 8.0 * ROWS * WORDS;
        });
  }
}
