package io.nearfield.spark.build;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.search.RecallGrade;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What to change when a generation did not reach its target: where the ceiling was, and why. */
final class Advice {

  private Advice() {}

  /** One line: what was reached, with what, and the changes that would raise it. */
  static String of(
      GradeGeneration.Grades grades, IndexSpec spec, int dimension, BuildOptions options) {
    GradeGeneration.Graded best = grades.best();
    RecallGrade grade = grades.recorded();
    String reached =
        String.format(
            Locale.ROOT,
            "recall@10 reached at most %.3f (%.3f to %.3f, %d queries) at nprobe %d of %d and re-rank factor %d, the target is %s",
            grade.recall(),
            grade.low(),
            grade.high(),
            grade.queries(),
            best.setting().nprobe(),
            spec.cells(),
            best.setting().rerankFactor(),
            trimmed(options.recallTarget()));
    return reached + "; " + String.join(", or ", changes(spec, dimension, options));
  }

  private static List<String> changes(IndexSpec spec, int dimension, BuildOptions options) {
    List<String> changes = new ArrayList<>();
    boolean fewRerank =
        spec.quantized() && options.maxRerankFactor() < BuildOptions.DEFAULT_MAX_RERANK_FACTOR;
    boolean fewCells = options.maxNprobe() > 0 && options.maxNprobe() < spec.cells();
    if (fewRerank) {
      changes.add(
          "allow re-rank factors up to %d (now %d): the codes alone are too coarse"
              .formatted(BuildOptions.DEFAULT_MAX_RERANK_FACTOR, options.maxRerankFactor()));
    }
    if (fewCells) {
      changes.add(
          "allow more than %d of the %d cells to be probed"
              .formatted(options.maxNprobe(), spec.cells()));
    }
    if (spec.quantized()) {
      changes.add("use finer codes (--spec %s)".formatted(finer(spec, dimension)));
    }
    changes.add("lower --recall-target");
    return changes;
  }

  private static IndexSpec finer(IndexSpec spec, int dimension) {
    String cells = spec.hasCells() ? "IVF" + spec.cells() + "," : "";
    if (spec.subQuantizers() > 0) {
      for (int m = 2 * spec.subQuantizers(); m <= dimension / 2; m++) {
        if (dimension % m == 0) {
          return IndexSpec.parse(cells + "PQ" + m);
        }
      }
      return IndexSpec.parse(cells + "SQ8");
    }
    return IndexSpec.parse(cells + "Flat");
  }

  private static String trimmed(double value) {
    return String.format(Locale.ROOT, "%.4f", value).replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
