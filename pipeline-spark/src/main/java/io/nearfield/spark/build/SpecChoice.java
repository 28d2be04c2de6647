package io.nearfield.spark.build;

import io.nearfield.index.IndexSpec;

/**
 * The spec of a build and why it is that one.
 *
 * @param reason null if the user named the spec
 */
record SpecChoice(IndexSpec spec, String reason) {

  /**
   * Takes the wanted spec if the vectors can train it, or chooses one if none is wanted.
   *
   * @throws IllegalArgumentException if there are too few vectors, or their dimension cannot be cut
   *     so; the message says what would do
   */
  static SpecChoice of(BuildOptions options, long entries, int dimension) {
    IndexSpec wanted = options.spec();
    if (wanted == null) {
      IndexSpec suggested = IndexSpec.suggest(entries, dimension);
      return new SpecChoice(suggested, why(suggested, entries, dimension));
    }
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
                  IndexSpec.suggest(entries, dimension)));
    }
    wanted.requireDimension(dimension);
    return new SpecChoice(wanted, null);
  }

  private static String why(IndexSpec spec, long entries, int dimension) {
    StringBuilder text = new StringBuilder("%s, because ".formatted(spec));
    if (spec.hasCells()) {
      text.append(
          "%,d vectors want near 4 * sqrt(n) = %,d cells and at least 32 vectors in each"
              .formatted(entries, Math.round(4 * Math.sqrt(entries))));
    } else {
      text.append("%,d vectors are compared one by one faster than routed".formatted(entries));
    }
    if (spec.subQuantizers() > 0) {
      text.append(
          ", and %d dimensions are cut into %d pieces of %d"
              .formatted(dimension, spec.subQuantizers(), dimension / spec.subQuantizers()));
    } else if (spec.hasCells()) {
      text.append(", and so few fit uncompressed");
    }
    return text.toString();
  }
}
