package io.nearfield.jobs.doctor;

import io.nearfield.connect.onnx.Models;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.jobs.Simd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What concerns the machine and its Java alone. */
final class MachineChecks {

  private static final int LEAST_JAVA = 17;
  private static final long LEAST_HEAP_MIB = 256;

  private MachineChecks() {}

  static Finding java() {
    String detail =
        "Java " + Runtime.version() + ", " + System.getProperty("java.vendor", "unknown vendor");
    return Runtime.version().feature() >= LEAST_JAVA
        ? Finding.ok("java", detail)
        : Finding.failed("java", detail, "install a JDK 17 or newer and set JAVA_HOME to it");
  }

  static Finding cores() {
    int cores = Runtime.getRuntime().availableProcessors();
    String detail = cores == 1 ? "1 core" : cores + " cores";
    return cores > 1
        ? Finding.ok("cores", detail)
        : Finding.warning(
            "cores", detail, "give this container or machine 2 cores or more; builds use them all");
  }

  static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    String detail = "heap of " + heap + " MiB";
    return heap >= LEAST_HEAP_MIB
        ? Finding.ok("memory", detail)
        : Finding.warning("memory", detail, "give more with NEARFIELD_HEAP=1g");
  }

  static Finding simd() {
    Simd.load();
    String provider = VectorKernels.provider();
    if (provider.equals("scalar")) {
      return Finding.warning(
          "simd",
          "scalar kernels (" + VectorKernels.providerReason() + ")",
          "start through bin/nearfield, or give Java --add-modules jdk.incubator.vector; a JDK is"
              + " needed, not a stripped runtime");
    }
    return Finding.ok("simd", provider + " kernels" + width());
  }

  /** Asked by name: the module is loaded only now. */
  private static String width() {
    try {
      Object species =
          Class.forName("jdk.incubator.vector.FloatVector").getField("SPECIES_PREFERRED").get(null);
      Object bits =
          Class.forName("jdk.incubator.vector.VectorSpecies")
              .getMethod("vectorBitSize")
              .invoke(species);
      return ", vectors of " + bits + " bits";
    } catch (ReflectiveOperationException | LinkageError e) {
      return "";
    }
  }

  static Finding gpu(Map<String, String> environment) {
    boolean device = Files.exists(Path.of("/dev/nvidia0")) || Files.exists(Path.of("/dev/dxg"));
    boolean built = Models.cudaBuiltIn();
    if (device && built) {
      return Finding.ok("gpu", "an NVIDIA GPU and an ONNX Runtime that can use it");
    }
    if (device) {
      return Finding.warning(
          "gpu",
          "an NVIDIA GPU, but an ONNX Runtime for CPUs",
          "build with 'mvn -Pgpu package' to embed on it");
    }
    return Finding.skipped(
        "gpu",
        "no NVIDIA GPU is seen"
            + (environment.containsKey("CUDA_VISIBLE_DEVICES")
                ? " (CUDA_VISIBLE_DEVICES is set)"
                : "")
            + "; models run on the CPU");
  }
}
