package io.nearfield.benchmarks;

import io.nearfield.index.kernel.VectorKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where figures were taken. */
final class Machine {

  private Machine() {}

  /** One line: processor, memory, Java, kernels. */
  static String line() {
    String reason = VectorKernels.providerReason();
    return "%s, %d processors, %s of memory, Java %s, kernels %s%s"
        .formatted(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            memory(),
            System.getProperty("java.version"),
            VectorKernels.provider(),
            reason.isEmpty() ? "" : " (" + reason + ")");
  }

  private static String processor() {
    return field("/proc/cpuinfo", "model name", System.getProperty("os.arch"));
  }

  private static String memory() {
    String kilobytes = field("/proc/meminfo", "MemTotal", "").replaceAll("\\D", "");
    return kilobytes.isEmpty()
        ? "an unknown amount"
        : Math.round(Long.parseLong(kilobytes) / 1048576.0) + " GiB";
  }

  private static String field(String file, String name, String otherwise) {
    try {
      List<String> lines = Files.readAllLines(Path.of(file));
      return lines.stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
