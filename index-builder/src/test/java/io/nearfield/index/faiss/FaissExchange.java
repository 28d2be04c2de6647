package io.nearfield.index.faiss;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.testing.TestVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Our half of {@code src/test/python/check_faiss.py}: writes files for FAISS with our answers
 * beside, and answers from FAISS's files.
 *
 * <pre>
 *  write FOLDER          makes NAME.faiss and our answers for every kind
 *  read FOLDER REWRITTEN reads every NAME.faiss, prints how our answers compare to those beside,
 *                        and writes the index anew to the other folder
 * </pre>
 */
final class FaissExchange {

  private static final int DIMENSION = 32;
  private static final int ENTRIES = 3_000;
  private static final int QUERIES = 50;

  static final List<String> SPECS =
      List.of(
          "Flat",
          "SQ8",
          "PQ8",
          "PQ8x4",
          "OPQ8,PQ8",
          "IVF24,Flat",
          "IVF24,SQ8",
          "IVF24,PQ8",
          "IVF24,PQ16x4",
          "OPQ8,IVF24,PQ8",
          "OPQ16,IVF24,PQ16x4",
          "SQ8,Refine(Flat)",
          "IVF24,PQ8,Refine(Flat)",
          "IVF24,PQ8,Refine(SQ8)",
          "OPQ8,IVF24,PQ8,Refine(Flat)",
          "OPQ8,IVF24,PQ8x4,Refine(SQ8)");

  private FaissExchange() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("write")) {
      writeAll(folder);
    } else {
      readAll(folder, Path.of(arguments[2]));
    }
  }

  private static void writeAll(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Metric metric : List.of(Metric.EUCLIDEAN, Metric.DOT, Metric.COSINE)) {
      for (String spec : SPECS) {
        write(folder, spec, metric);
      }
    }
    write(folder, "Flat", Metric.L1);
    write(folder, "IVF24,Flat", Metric.L1);
  }

  private static void write(Path folder, String spec, Metric metric) throws IOException {
    SplittableRandom random = new SplittableRandom(spec.hashCode());
    // Every second time the ids that FAISS counts by itself, else some with gaps.
    boolean counted = random.nextBoolean();
    VectorIndex index = index(random, spec, metric, ENTRIES, DIMENSION, counted);
    String name = name(spec) + "-" + metric;
    FaissFiles.write(
        index,
        folder.resolve(name + ".faiss"),
        FaissParams.defaults().withNprobe(24).withRerankFactor(FaissCase.RERANK_FACTOR));
    VectorBatch queries = TestVectors.clumps(random, QUERIES, DIMENSION, 20);
    FaissCase.of(name, index, queries).write(folder);
  }

  /** An index that has lived a little: entries were removed and replaced. */
  static VectorIndex index(
      SplittableRandom random,
      String spec,
      Metric metric,
      int entries,
      int dimension,
      boolean counted) {
    VectorBatch vectors = TestVectors.clumps(random, entries, dimension, 20);
    TrainedIndex trained =
        IndexTrainer.train(
            vectors,
            IndexSpec.parse(spec),
            metric,
            TrainingParams.defaults().withIterations(4),
            TrainingListener.SILENT);
    long[] ids = new long[entries];
    for (int i = 0; i < entries; i++) {
      ids[i] = counted ? i : 5_000_000_000L + 7L * i;
    }
    VectorIndex index = VectorIndex.build(trained, ids, vectors, 1);
    if (!counted) {
      for (int i = 0; i < entries; i += 5) {
        index.remove(ids[i]);
      }
      for (int i = 0; i < entries; i += 10) {
        index.add(i, vectors.row(i));
      }
    }
    return index;
  }

  static String name(String spec) {
    return spec.replaceAll("[,()]+", "_").replaceAll("_$", "");
  }

  private static void readAll(Path folder, Path rewritten) throws IOException {
    Files.createDirectories(rewritten);
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".faiss"))
          .sorted()
          .forEach(file -> read(folder, file.replaceAll("\\.faiss$", ""), rewritten));
    }
  }

  private static void read(Path folder, String name, Path rewritten) {
    try {
      FaissCase theirs = FaissCase.read(folder, name);
      VectorIndex index = theirs.opened(folder.resolve(name + ".faiss"));
      FaissCase ours = theirs.answeredBy(index);
      FaissCase.Comparison comparison = theirs.compare(ours);
      System.out.printf(
          Locale.ROOT,
          "%s\t%s %s\t%.6f\t%.3g%n",
          name,
          index.trained().spec(),
          index.trained().metric(),
          comparison.same(),
          comparison.difference());
      FaissFiles.write(
          index,
          rewritten.resolve(name + ".faiss"),
          FaissParams.defaults().withRerankFactor(FaissCase.RERANK_FACTOR));
      ours.write(rewritten);
    } catch (IOException | RuntimeException e) {
      System.err.printf("%s: %s%n", name, e);
      System.out.printf("%s\t%s\t0\tinf%n", name, e.getMessage());
    }
  }
}
