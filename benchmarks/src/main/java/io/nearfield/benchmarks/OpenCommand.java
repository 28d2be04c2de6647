package io.nearfield.benchmarks;

import io.nearfield.benchmarks.compare.FileStore;
import io.nearfield.benchmarks.compare.NearfieldSide;
import io.nearfield.benchmarks.data.Dataset;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.file.IndexFiles;
import io.nearfield.index.file.MappedIndex;
import io.nearfield.index.search.SearchRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code open}: from a file to the first answer. */
@Command(
    name = "open",
    description = {
      "Maps an index file into the memory of a fresh Java and answers: how long until the first",
      "answer, and how long the next ones take. The file is made first where it is not there."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: benchmarks/run open --data /data/million --cache /data/kept"})
final class OpenCommand implements Callable<Integer> {

  @Mixin private Console console;
  @Mixin private DataOptions data;

  @Option(
      names = "--spec",
      paramLabel = "SPEC",
      description = "which index (default: IVFn,PQmx4fs,Refine(Flat) by the number of vectors)")
  private String spec;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "where the file lies or is made (default: beside the vectors)")
  private Path cache;

  @Option(names = "--file", hidden = true)
  private Path file; // a fresh Java that only opens it

  @Override
  public Integer call() throws Exception {
    if (file != null) {
      openAndAsk();
      return 0;
    }
    Path made = make();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Xmx1g"); // whatever the size of the file
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Benchmarks.class.getName(), "open", "--file", made.toString()));
    command.addAll(List.of("--data", data.folder(console).toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var lines = process.inputReader()) {
      lines.lines().forEach(console::out);
    }
    return process.waitFor();
  }

  private Path make() throws IOException {
    Dataset vectors = data.read(console);
    int cells = SearchCommand.cellsFor(vectors.base().rows(), vectors.train().rows());
    String wanted =
        spec != null
            ? spec
            : "IVF%d,PQ%dx4fs,Refine(Flat)".formatted(cells, vectors.dimension() / 4);
    FileStore store = new FileStore(cache == null ? vectors.folder() : cache);
    Path made = store.file(wanted, SearchCommand.ITERATIONS);
    if (!Files.exists(made)) {
      console.progress("making " + made);
      int threads = Runtime.getRuntime().availableProcessors();
      try (var side = new NearfieldSide(vectors, store, SearchCommand.ITERATIONS, threads)) {
        side.build(wanted);
      }
    }
    return made;
  }

  private void openAndAsk() throws IOException {
    VectorBatch queries = Dataset.readQueries(data.folder(console));
    SearchRequest request = SearchRequest.nearest(10);
    long begun = System.nanoTime();
    try (MappedIndex mapped = IndexFiles.open(file)) {
      long opened = System.nanoTime();
      mapped.index().search(queries.row(0), request);
      long answered = System.nanoTime();
      long next = 0;
      int more = Math.min(queries.rows() - 1, 1_000);
      for (int i = 1; i <= more; i++) {
        float[] query = queries.row(i);
        long asked = System.nanoTime();
        mapped.index().search(query, request);
        next += System.nanoTime() - asked;
      }
      console.out(
          "%s: %,d entries, %,d bytes"
              .formatted(file.getFileName(), mapped.index().size(), Files.size(file)));
      console.out(
          "opened in %.0f ms, first answer after %.0f ms in all, the next %,d in %.3f ms each"
              .formatted(
                  (opened - begun) / 1e6,
                  (answered - begun) / 1e6,
                  more,
                  next / 1e6 / Math.max(1, more)));
      console.out(
          "heap in use: %,d MB"
              .formatted(
                  ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_000_000));
    }
  }
}
