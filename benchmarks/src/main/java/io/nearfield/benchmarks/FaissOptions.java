package io.nearfield.benchmarks;

import io.nearfield.benchmarks.compare.FaissProcess;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether FAISS takes part, and by which Python. */
@Command
final class FaissOptions {

  /** When FAISS takes part. */
  enum Wish {
    /** When it is importable. */
    auto,
    /** Always: not to find it is an error. */
    yes,
    no
  }

  @Option(
      names = "--faiss",
      defaultValue = "auto",
      paramLabel = "auto|yes|no",
      description = "whether FAISS takes part; auto: when it is importable (default)")
  private Wish wish;

  @Option(
      names = "--python",
      paramLabel = "PYTHON",
      defaultValue = "${NEARFIELD_FAISS_PYTHON:-python3}",
      description = {
        "a python that imports faiss; PYTHONPATH is honoured",
        "(default: the variable NEARFIELD_FAISS_PYTHON, else python3)"
      })
  private String python;

  Optional<FaissProcess> start(Console console) {
    if (wish == Wish.no) {
      return Optional.empty();
    }
    try {
      FaissProcess faiss = FaissProcess.start(python);
      console.progress("FAISS %s, %s".formatted(faiss.version(), faiss.options()));
      return Optional.of(faiss);
    } catch (BenchmarkException e) {
      if (wish == Wish.yes) {
        throw e;
      }
      console.progress("without FAISS: " + e.getMessage());
      return Optional.empty();
    }
  }
}
