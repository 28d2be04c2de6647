package io.nearfield.jobs.render;

import io.nearfield.spark.embed.EmbedReport;
import io.nearfield.spark.features.ModelMove;
import io.nearfield.spark.features.ModelMoveAction.Flipped;
import io.nearfield.spark.features.MoveComparison;
import io.nearfield.spark.features.MoveEstimate;
import java.time.Duration;
import java.util.List;

/** The steps of a move from one model to another. */
public record MoveView(Console console, boolean json) {

  public void print(ModelMove move, MoveEstimate estimate) {
    if (json) {
      line(
          Json.object(
              "featureSet", move.name(),
              "model", move.model().shortForm(),
              "items", estimate.items(),
              "characters", estimate.characters(),
              "bytes", estimate.bytes(),
              "sampled", estimate.sampled(),
              "secondsPerItem", estimate.secondsPerItem(),
              "tasks", estimate.tasks(),
              "seconds", estimate.seconds()));
      return;
    }
    console
        .out()
        .println(
            "%s of %s characters by %s: about %s in %s at once, %s MB of vectors"
                .formatted(
                    Figures.count(estimate.items(), "item"),
                    Figures.count(estimate.characters()),
                    move.model().shortForm(),
                    Figures.duration(Duration.ofMillis((long) (estimate.seconds() * 1_000))),
                    Figures.count(estimate.tasks(), "task"),
                    Figures.count(Math.max(1, estimate.bytes() >> 20))));
    console
        .out()
        .println(
            "Measured here on %s: %.1f ms each. They would go into feature set %s"
                .formatted(
                    Figures.count(estimate.sampled(), "item"),
                    estimate.secondsPerItem() * 1_000,
                    move.name()));
  }

  public void print(EmbedReport report) {
    if (json) {
      line(Summary.json(report));
    } else {
      Summary.of(report).forEach(console.out()::println);
    }
  }

  public void print(ModelMove move, MoveComparison comparison) {
    if (json) {
      line(
          Json.object(
              "from", move.from().name(),
              "to", move.name(),
              "queries", comparison.queries(),
              "overlapAt10", comparison.overlap(),
              "overlapAt10Low", comparison.overlapLow(),
              "vectorsOld", comparison.vectorsOld(),
              "vectorsNew", comparison.vectorsNew(),
              "missing", comparison.missing(),
              "judged", comparison.judged(),
              "ndcgAt10Old", comparison.ndcgOld(),
              "ndcgAt10New", comparison.ndcgNew()));
      return;
    }
    console
        .out()
        .println(
            "%s -> %s: of ten neighbours %s are the same (mean of %s; nine in ten have %s or more)"
                .formatted(
                    move.from().name(),
                    move.name(),
                    Figures.number(comparison.overlap() * comparison.k()),
                    Figures.count(comparison.queries(), "entity"),
                    Figures.number(comparison.overlapLow() * comparison.k())));
    console
        .out()
        .println(
            "%s before, %s now, %s missing"
                .formatted(
                    Figures.count(comparison.vectorsOld(), "vector"),
                    Figures.count(comparison.vectorsNew()),
                    Figures.count(comparison.missing())));
    if (comparison.judged() > 0) {
      console
          .out()
          .println(
              "nDCG@10 of %s: %s before, %s now"
                  .formatted(
                      Figures.count(comparison.judged(), "judged query"),
                      Figures.ratio(comparison.ndcgOld()),
                      Figures.ratio(comparison.ndcgNew())));
    }
  }

  public void print(List<Flipped> flipped) {
    for (Flipped one : flipped) {
      if (json) {
        line(GenerationView.json(one.index(), one.generation()));
      } else {
        console
            .out()
            .println(
                "%s: generation %d serves, built from %s (%s), recall@10 %s"
                    .formatted(
                        one.index(),
                        one.generation().number(),
                        one.generation().featureSet(),
                        one.generation().model().shortForm(),
                        Figures.ratio(one.generation().recall())));
      }
    }
  }

  private void line(Object value) {
    console.out().println(Json.line(value));
  }
}
