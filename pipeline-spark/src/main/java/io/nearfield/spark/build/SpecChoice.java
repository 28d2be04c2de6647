package io.nearfield.spark.build;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.SpecAdvice;
import io.nearfield.index.SpecAdvisor;
import io.nearfield.index.SpecRequest;
import java.util.Locale;

/**
 * The spec of a build and why it is that one.
 *
 * @param reason null if the user named the spec
 */
record SpecChoice(IndexSpec spec, String reason) {

  /** Without cells all entries are one cell, and so one index partition in one task's memory. */
  private static final long MOST_IN_ONE_CELL = 1L << 30;

  /**
   * Takes the wanted spec if the vectors can train it and partitions can hold it, or chooses one if
   * none is wanted.
   *
   * @throws IllegalArgumentException if there are too few vectors, their dimension cannot be cut
   *     so, or a table of entries cannot answer by such codes; the message says what would do
   */
  static SpecChoice of(BuildOptions options, long entries, int dimension, Metric metric) {
    SpecRequest request =
        SpecRequest.of(entries, dimension, metric)
            .withMemory(options.memoryBudget())
            .withRecall(options.recallTarget());
    IndexSpec wanted = options.spec();
    if (wanted == null) {
      SpecAdvice advice = SpecAdvisor.advise(request);
      return new SpecChoice(
          advice.spec(), advice.spec() + ", because: " + String.join(" ", advice.reasons()));
    }
    requireEnough(options, entries, request);
    wanted.requireDimension(dimension);
    wanted.requireMetric(metric);
    requirePartitioned(options, entries, dimension);
    return new SpecChoice(wanted, null);
  }

  private static void requireEnough(BuildOptions options, long entries, SpecRequest request) {
    IndexSpec wanted = options.spec();
    if (entries < wanted.minimumTrainingSize()) {
      String rule =
          entries < wanted.cells()
              ? "%,d vectors for %,d cells".formatted(entries, wanted.cells())
              : "%,d vectors for sub-quantizers of %,d centroids"
                  .formatted(entries, wanted.minimumTrainingSize());
      throw new IllegalArgumentException(
          "Cannot build index '%s' as %s: %s (feature set '%s'); at least %,d vectors would do, or use --spec %s"
              .formatted(
                  options.index(),
                  wanted,
                  rule,
                  options.featureSet(),
                  wanted.minimumTrainingSize(),
                  SpecAdvisor.advise(request.withMemory(SpecRequest.UNLIMITED)).spec()));
    }
  }

  private static void requirePartitioned(BuildOptions options, long entries, int dimension) {
    IndexSpec wanted = options.spec();
    if (wanted.code() == IndexSpec.Code.LSH) {
      throw new IllegalArgumentException(
          "Cannot build index '%s' as %s: hashes stand without cells, and a table is searched cell by cell; use IVFn,RaBitQ for codes of one bit a dimension (--spec)"
              .formatted(options.index(), wanted));
    }
    long bytes = entries * (4L * dimension + wanted.codeSize(dimension));
    if (!wanted.hasCells() && bytes > MOST_IN_ONE_CELL) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Cannot build index '%s' as %s: without cells all %,d entries are one index partition"
                  + " of %.1f GB, which each lookup reads; use IVFn,%s (--spec)",
              options.index(),
              wanted,
              entries,
              bytes / 1e9,
              wanted));
    }
  }
}
