package io.nearfield.jobs.render;

import io.nearfield.spark.evaluate.Evaluation;
import io.nearfield.spark.evaluate.Evaluation.Point;
import java.util.List;
import java.util.Locale;

/** An evaluation on a terminal. */
public final class EvaluationView {

  private EvaluationView() {}

  /** One row for each setting; what lookups use is marked. */
  public static Table table(Evaluation evaluation) {
    Table table =
        new Table()
            .column("nprobe", Table.Kind.NUMBER)
            .column("re-rank", Table.Kind.NUMBER)
            .column("recall@1", Table.Kind.NUMBER)
            .column("recall@10", Table.Kind.NUMBER)
            .column("recall@100", Table.Kind.NUMBER)
            .column("p50 ms", Table.Kind.NUMBER)
            .column("p99 ms", Table.Kind.NUMBER)
            .column("scanned", Table.Kind.NUMBER)
            .column("", Table.Kind.NAME);
    for (Point point : evaluation.points()) {
      table.row(
          List.of(
              Figures.count(point.nprobe()),
              Figures.count(point.rerank()),
              Figures.ratio(point.recall1()),
              Figures.ratio(point.recall10()),
              Figures.ratio(point.recall100()),
              millis(point.p50Millis()),
              millis(point.p99Millis()),
              String.format(Locale.ROOT, "%.2f %%", 100 * point.scanned()),
              point.chosen() ? "in use" : ""));
    }
    return table;
  }

  public static String sentence(Evaluation evaluation) {
    Point chosen = evaluation.chosen();
    return "%s, generation %d: recall@10 %s (%s to %s) with %s, %s ms a lookup"
        .formatted(
            evaluation.index().name(),
            evaluation.index().generation(),
            Figures.ratio(chosen.recall10()),
            Figures.ratio(chosen.recall10Low()),
            Figures.ratio(chosen.recall10High()),
            evaluation.queries() == 1
                ? "1 query"
                : Figures.count(evaluation.queries()) + " queries",
            millis(chosen.p50Millis()));
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
  }
}
