package io.nearfield.benchmarks.data;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.search.ExactSearch;
import io.nearfield.index.search.Hit;
import io.nearfield.index.vectors.ElementType;
import io.nearfield.index.vectors.VectorFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Makes a folder of vectors with their exact truth, the like of which {@link Dataset} reads. */
public final class DatasetMaker {

  private static final int TRUTH_DEPTH = 100;

  private DatasetMaker() {}

  /**
   * How much to make.
   *
   * @param seed the same numbers and seed make the same vectors
   */
  public record Plan(int base, int train, int queries, int dimension, long seed) {
    public Plan {
      if (base < 1 || train < 1 || queries < 1 || dimension < 2) {
        throw new IllegalArgumentException(
            "Cannot generate: base, train and queries must be at least 1 and the dimension 2, got"
                + " %d, %d, %d and %d".formatted(base, train, queries, dimension));
      }
    }
  }

  /** Writes base.npy, train.npy, query.npy and gt.npy; gt has the 100 nearest of each query. */
  public static void make(Path folder, Plan plan, int threads, Consumer<String> progress)
      throws IOException {
    Files.createDirectories(folder);
    Mixture mixture = new Mixture(plan.dimension(), plan.seed());
    progress.accept("making %,d base vectors".formatted(plan.base()));
    VectorBatch base = mixture.vectors(Mixture.Split.BASE, plan.base(), threads);
    VectorFileWriter.writeAll(folder.resolve("base.npy"), base);
    progress.accept("making %,d to train with".formatted(plan.train()));
    VectorFileWriter.writeAll(
        folder.resolve("train.npy"), mixture.vectors(Mixture.Split.TRAIN, plan.train(), threads));
    VectorBatch queries = mixture.vectors(Mixture.Split.QUERY, plan.queries(), threads);
    VectorFileWriter.writeAll(folder.resolve("query.npy"), queries);
    progress.accept("finding the true neighbours of %,d queries".formatted(plan.queries()));
    int depth = Math.min(TRUTH_DEPTH, plan.base());
    try (VectorFileWriter out =
        VectorFileWriter.create(folder.resolve("gt.npy"), ElementType.INT32, depth)) {
      out.write(truth(base, queries, depth, threads));
    }
  }

  /** Row numbers of the nearest base vectors, nearest first. Layout: (queries, depth). */
  static int[] truth(VectorBatch base, VectorBatch queries, int depth, int threads) {
    String[] ids = new String[base.rows()];
    // As many digits each, so that ties go by the number.
    Arrays.setAll(ids, i -> "%09d".formatted(i));
    List<List<Hit<Void>>> answers =
        ExactSearch.search(base, ids, queries, depth, Metric.EUCLIDEAN, threads);
    int[] truth = new int[queries.rows() * depth];
    for (int i = 0; i < answers.size(); i++) {
      for (int j = 0; j < depth; j++) {
        truth[i * depth + j] = Integer.parseInt(answers.get(i).get(j).id());
      }
    }
    return truth;
  }
}
