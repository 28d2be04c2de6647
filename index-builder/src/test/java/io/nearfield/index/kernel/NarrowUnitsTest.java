package io.nearfield.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nearfield.index.testing.TestVectors;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels in JVMs held to 256 bits and to 128, where each must agree with plain Java too. */
class NarrowUnitsTest {

  /** Compares the providers and says how wide the unit was. */
  public static final class Run {
    public static void main(String[] args) {
      KernelSupport simd = KernelProvider.choose("simd").kernels();
      KernelSupport scalar = new ScalarKernels();
      for (int n : new int[] {1, 13, 32, 75}) {
        for (int repetition = 0; repetition < 60; repetition++) {
          compare(simd, scalar, n, new SplittableRandom(n + 100 * repetition));
        }
      }
      System.out.printf(
          "%s of %d bits agrees with %s%n", simd.name(), PanamaLanes.LANES * 32, scalar.name());
    }

    private static void compare(KernelSupport a, KernelSupport b, int n, SplittableRandom random) {
      float[] x = TestVectors.gaussian(random, n);
      float[] y = TestVectors.gaussian(random, n);
      byte[] codes = new byte[64 * n];
      random.nextBytes(codes);
      near(a.rows().dot(x, 0, y, 0, n), b.rows().dot(x, 0, y, 0, n));
      near(a.rows().squaredL2(x, 0, y, 0, n), b.rows().squaredL2(x, 0, y, 0, n));
      near(a.rows().l1(x, 0, y, 0, n), b.rows().l1(x, 0, y, 0, n));
      near(a.byteRows().dot(x, codes, 0, n), b.byteRows().dot(x, codes, 0, n));
      near(a.byteRows().l1(x, y, codes, 0, n), b.byteRows().l1(x, y, codes, 0, n));
      near(a.byteRows().squaredL2(x, y, codes, 0, n), b.byteRows().squaredL2(x, y, codes, 0, n));
      near(products(a, x, y), products(b, x, y));
      HalfByteTable half = HalfByteTable.of(TestVectors.gaussian(random, 32 * n), 2 * n);
      ByteTable whole = ByteTable.of(TestVectors.gaussian(random, 256 * n), n);
      float[] bias = TestVectors.gaussian(random, 50);
      same(above4(a, half, codes, bias), above4(b, half, codes, bias));
      same(above8(a, whole, codes, bias), above8(b, whole, codes, bias));
    }

    private static float products(KernelSupport kernels, float[] x, float[] y) {
      PackedRows packed = PackedRows.pack(kernels.products(), y, 0, 1, y.length);
      float[] out = new float[packed.stride()];
      VectorKernels.multiply(x, 0, 1, packed, out);
      return out[0];
    }

    private static float[] above4(
        KernelSupport kernels, HalfByteTable table, byte[] codes, float[] bias) {
      int[] slots = new int[50];
      float[] values = new float[51];
      float least = table.least() + table.step() * 200;
      values[50] = kernels.scans().above4(table, codes, 0, 50, bias, 0, least, slots, values);
      return values;
    }

    private static float[] above8(
        KernelSupport kernels, ByteTable table, byte[] codes, float[] bias) {
      int[] slots = new int[50];
      float[] values = new float[51];
      float least = table.least() + table.step() * 2000;
      values[50] = kernels.scans().above8(table, codes, 0, 50, bias, 0, least, slots, values);
      return values;
    }

    private static void near(float a, float b) {
      if (!(Math.abs(a - b) <= 1e-5 * (1000 + Math.abs(b)))) {
        throw new AssertionError(a + " differs from " + b);
      }
    }

    private static void same(float[] a, float[] b) {
      if (!Arrays.equals(a, b)) {
        throw new AssertionError(Arrays.toString(a) + " differs from " + Arrays.toString(b));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 1, 0})
  void everyKernelWorksOnANarrowerUnit(int avx) throws Exception {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "only x86 can be held to less");

    assertThat(run("-XX:UseAVX=" + avx))
        .containsPattern(
            "simd of %s bits agrees with scalar".formatted(avx == 2 ? "256" : "(128|256)"));
  }

  private static String run(String option) throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--add-modules=jdk.incubator.vector",
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
