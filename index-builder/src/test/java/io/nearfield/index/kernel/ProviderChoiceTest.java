package io.nearfield.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice of kernels in JVMs started with and without the vector module. */
class ProviderChoiceTest {

  /** Prints what was chosen. */
  public static final class Print {
    public static void main(String[] args) {
      System.out.println(
          VectorKernels.provider()
              + " "
              + VectorKernels.dot(new float[] {1, 2}, new float[] {3, 4})
              + " "
              + VectorKernels.providerReason());
    }
  }

  @Test
  void withTheModuleTheVectorUnitIsUsed() throws Exception {
    assertThat(run("--add-modules=jdk.incubator.vector")).contains("simd 11.0");
  }

  @Test
  void withoutTheModulePlainJavaServesAndSaysWhy() throws Exception {
    assertThat(run())
        .contains("scalar 11.0 Cannot use SIMD kernels: the JVM runs without --add-modules");
  }

  @Test
  void plainJavaCanBeForced() throws Exception {
    assertThat(run("--add-modules=jdk.incubator.vector", "-Dnearfield.kernels=scalar"))
        .contains("scalar 11.0 forced by -Dnearfield.kernels=scalar");
  }

  @Test
  void theVectorUnitForcedWithoutTheModuleFails() throws Exception {
    assertThat(run("-Dnearfield.kernels=simd"))
        .contains("Cannot use SIMD kernels: the JVM runs without --add-modules")
        .doesNotContain("11.0");
  }

  private static String run(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of(options));
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Print.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
