package io.nearfield.benchmarks.data;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.vectors.VectorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Base vectors, vectors to train with, queries, and which base rows are truly nearest to each
 * query.
 *
 * @param folder where they lie; the other side of a comparison reads them there too
 * @param truth row numbers, nearest first. Layout: (queries, truthDepth)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Dataset(
    Path folder,
    VectorBatch base,
    VectorBatch train,
    VectorBatch queries,
    int[] truth,
    int truthDepth) {

  /** Reads {@code base}, {@code train}, {@code query} and {@code gt} of a folder. */
  public static Dataset read(Path folder) {
    try {
      VectorBatch base = VectorFile.readAll(file(folder, "base", ".npy", ".fvecs"));
      VectorBatch train = VectorFile.readAll(file(folder, "train", ".npy", ".fvecs"));
      VectorBatch queries = VectorFile.readAll(file(folder, "query", ".npy", ".fvecs"));
      int[] truth = VectorFile.readAllInts(file(folder, "gt", ".npy", ".ivecs"));
      if (queries.rows() == 0 || truth.length % queries.rows() != 0) {
        throw new IllegalArgumentException(
            "Cannot use '%s': %d true neighbours do not fit %d queries"
                .formatted(folder, truth.length, queries.rows()));
      }
      return new Dataset(
          folder.toAbsolutePath(), base, train, queries, truth, truth.length / queries.rows());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot read '%s': %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** The queries alone. */
  public static VectorBatch readQueries(Path folder) {
    try {
      return VectorFile.readAll(file(folder, "query", ".npy", ".fvecs"));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot read '%s': %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static Path file(Path folder, String name, String... endings) {
    for (String ending : endings) {
      Path file = folder.resolve(name + ending);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IllegalArgumentException(
        "Cannot use '%s': it holds neither of %s; make a folder with 'benchmarks/run generate'"
            .formatted(folder, Arrays.stream(endings).map(e -> name + e).toList()));
  }

  public int dimension() {
    return base.dimension();
  }

  /** The same with the first {@code most} queries alone. */
  public Dataset withQueries(int most) {
    int rows = Math.min(most, queries.rows());
    return new Dataset(
        folder,
        base,
        train,
        queries.slice(0, rows),
        Arrays.copyOf(truth, rows * truthDepth),
        truthDepth);
  }

  /** Every second query: settings are chosen by these, and measured by all. */
  public VectorBatch tuningQueries() {
    int d = dimension();
    int rows = (queries.rows() + 1) / 2;
    float[] values = new float[rows * d];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(queries.values(), 2 * i * d, values, i * d, d);
    }
    return new VectorBatch(values, d);
  }

  /**
   * The share of the k true neighbours that were found.
   *
   * @param found ids, -1 where none was found. Layout: (rows, k)
   * @param step row i of {@code found} answers query i * step
   */
  public double recall(long[] found, int k, int step) {
    int rows = found.length / k;
    long hits = 0;
    for (int i = 0; i < rows; i++) {
      int at = i * step * truthDepth;
      for (int j = 0; j < k; j++) {
        for (int t = 0; t < k; t++) {
          if (truth[at + t] == found[i * k + j]) {
            hits++;
            break;
          }
        }
      }
    }
    return hits / (double) (rows * (long) k);
  }
}
