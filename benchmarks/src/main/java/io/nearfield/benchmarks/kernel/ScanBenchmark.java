package io.nearfield.benchmarks.kernel;

import io.nearfield.index.kernel.ByteTable;
import io.nearfield.index.kernel.HalfByteTable;
import io.nearfield.index.kernel.ScanKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Scans of a cell of 244 codes; nanoseconds a code. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ScanBenchmark implements Cost.Costed {

  private static final int ENTRIES = 244;

  /** Bytes of a code: 48 is PQ96x4fs and PQ48, 96 is PQ192x4fs. */
  @Param({"48", "96"})
  public int codeSize;

  /** How many of a thousand codes reach the threshold. */
  @Param({"0", "50"})
  public int passing;

  private HalfByteTable half;
  private ByteTable whole;
  private byte[] store;
  private float[] bias;
  private float threshold4;
  private float threshold8;
  private int[] slots;
  private float[] values;

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(7);
    float[] products = new float[codeSize * 256];
    for (int i = 0; i < products.length; i++) {
      products[i] = (float) random.nextDouble(-1, 1);
    }
    float[] halves = new float[codeSize * 32];
    System.arraycopy(products, 0, halves, 0, halves.length);
    half = HalfByteTable.of(halves, 2 * codeSize);
    whole = ByteTable.of(products, codeSize);
    store = new byte[256 * codeSize];
    random.nextBytes(store);
    bias = new float[256];
    slots = new int[ENTRIES];
    values = new float[ENTRIES];
    threshold4 = threshold(all4());
    threshold8 = threshold(all8());
  }

  private float[] all4() {
    float[] all = new float[ENTRIES];
    ScanKernels.above4(half, store, 0, ENTRIES, bias, 0, Float.NEGATIVE_INFINITY, slots, all);
    return all;
  }

  private float[] all8() {
    float[] all = new float[ENTRIES];
    ScanKernels.above8(whole, store, 0, ENTRIES, bias, 0, Float.NEGATIVE_INFINITY, slots, all);
    return all;
  }

  private float threshold(float[] all) {
    float[] sorted = all.clone();
    Arrays.sort(sorted);
    int above = ENTRIES * passing / 1000;
    return above == 0 ? Math.nextUp(sorted[ENTRIES - 1]) : sorted[ENTRIES - above];
  }

  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public int halfBytesAbove() {
    return ScanKernels.above4(half, store, 0, ENTRIES, bias, 0, threshold4, slots, values);
  }

  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public int bytesAbove() {
    return ScanKernels.above8(whole, store, 0, ENTRIES, bias, 0, threshold8, slots, values);
  }

  /** Of one code: its bytes and its bias. */
  @Override
  public Cost cost(String method) {
    return Cost.cache(codeSize + 4.0);
  }
}
