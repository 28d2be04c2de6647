package io.nearfield.jobs.render;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.GenerationFigures.Coverage;
import io.nearfield.connect.api.GenerationFigures.Lists;
import io.nearfield.connect.api.GenerationFigures.Training;
import io.nearfield.connect.api.IndexRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All that is known of a generation, for people. */
public final class GenerationFacts {

  private static final int BAR = 40;

  private GenerationFacts() {}

  /** One line: number, state, spec, size. */
  public static String head(IndexRef index, Generation generation) {
    return "%s: generation %d is %s: %s of %s"
        .formatted(
            index,
            generation.number(),
            generation.state().name().toLowerCase(Locale.ROOT),
            generation.spec(),
            Figures.count(generation.entries(), "vector"));
  }

  public static List<String> of(IndexRef index, Generation generation) {
    List<String> lines = new ArrayList<>();
    lines.add(head(index, generation));
    lines.add(
        "built %s from feature set %s (%s), %s; %s"
            .formatted(
                generation.createdAt(),
                generation.featureSet(),
                generation.model().shortForm(),
                generation.metric().name().toLowerCase(Locale.ROOT),
                Figures.count(generation.partitions(), "index partition")));
    lines.add(
        Double.isNaN(generation.recall())
            ? "recall@10 is not graded; target " + Figures.ratio(generation.recallTarget())
            : "recall@10 %s, 95 %% interval %s to %s over %s; target %s; nprobe %d, re-rank factor %d"
                .formatted(
                    Figures.ratio(generation.recall()),
                    Figures.ratio(generation.recallLow()),
                    Figures.ratio(generation.recallHigh()),
                    Figures.count(generation.gradedQueries(), "held-out query"),
                    Figures.ratio(generation.recallTarget()),
                    generation.nprobe(),
                    generation.rerankFactor()));
    GenerationFigures figures = generation.figures();
    if (figures.training() != null) {
      lines.add(training(figures.training()));
    }
    if (figures.coverage() != null) {
      lines.add(coverage(figures.coverage()));
    }
    if (figures.lists() != null) {
      lines.addAll(lists(figures.lists()));
    }
    return lines;
  }

  private static String training(Training training) {
    return String.format(
        Locale.ROOT,
        "trained by %s from %,d vectors, seed %d; mean squared distance to the centroid %.4g, of"
            + " which codes lose %.1f %%",
        training.trainer(),
        training.sample(),
        training.seed(),
        training.cellDistance(),
        100 * training.distortion());
  }

  private static String coverage(Coverage coverage) {
    String covers =
        "covers snapshot %d of the vectors%s"
            .formatted(
                coverage.featureSnapshot(),
                coverage.itemsSnapshot() < 0
                    ? ""
                    : " and %d of the items".formatted(coverage.itemsSnapshot()));
    if (coverage.refreshes() == 0) {
      return covers;
    }
    return covers
        + "; refreshed %s, last %s: %s appended, %s changed, %s removed; drift %s"
            .formatted(
                coverage.refreshes() == 1 ? "once" : coverage.refreshes() + " times",
                coverage.refreshedAt(),
                Figures.count(coverage.appended()),
                Figures.count(coverage.changed()),
                Figures.count(coverage.removed()),
                Figures.ratio(coverage.drift()));
  }

  private static List<String> lists(Lists lists) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "longest list %s, %s empty; imbalance %.2f, of index partitions %.3f (1 is even)"
            .formatted(
                Figures.count(lists.longest(), "entry"),
                Figures.count(lists.empty()),
                lists.imbalance(),
                lists.partitionImbalance()));
    lines.add("lists by length:");
    long most = lists.histogram().stream().mapToLong(Long::longValue).max().orElse(1);
    long width = lists.bucketWidth();
    int digits = Figures.count(width * lists.histogram().size()).length();
    for (int i = 0; i < lists.histogram().size(); i++) {
      long count = lists.histogram().get(i);
      int bar = (int) Math.round((double) count * BAR / Math.max(1, most));
      String range =
          String.format(
              Locale.ROOT,
              "  %" + digits + "s to %" + digits + "s  ",
              Figures.count(i * width),
              Figures.count((i + 1) * width - 1));
      lines.add(
          range
              + "#".repeat(count > 0 ? Math.max(1, bar) : 0)
              + (count > 0 ? " " + Figures.count(count) : ""));
    }
    return lines;
  }
}
