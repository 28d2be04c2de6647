package io.nearfield.benchmarks.compare;

import io.nearfield.benchmarks.BenchmarkException;
import io.nearfield.benchmarks.data.Dataset;
import io.nearfield.index.IndexSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills rows. First every spec that competes is built once by each side, and for each row the
 * cheapest setting that reaches the recall is found on half of the queries; the fastest spec of a
 * side stands for it. Then the two that stand for a row are measured in turns, so that a machine
 * that slows down slows both: a ratio is the median of the ratios of the turns.
 */
public final class Comparison {

  private static final double TUNING_SECONDS = 0.15;
  private static final Pattern CELLS = Pattern.compile("IVF(\\d+)");

  /**
   * How to measure.
   *
   * @param threads each batch figure is taken with each of these
   * @param rounds turns per figure
   * @param seconds the length of a turn
   * @param buildThreads for training and adding, and while settings are chosen
   */
  public record Plan(List<Integer> threads, int rounds, double seconds, int buildThreads) {}

  /** What stands for a side in a row. */
  public record Chosen(String spec, Setting setting) {}

  /** A row and what stands for both sides in it; null where none does. */
  public record Pair(Row row, Chosen ours, Chosen theirs) {}

  private record Entry(Chosen chosen, double perSecond) {}

  private final Dataset data;
  private final Plan plan;
  private final Side ours;
  private final Side theirs; // null when there is none
  private final Consumer<String> progress;
  private final Map<Side, String> held = new HashMap<>();
  private final Map<String, Built> builts = new HashMap<>(); // by side and spec

  public Comparison(Dataset data, Plan plan, Side ours, Side theirs, Consumer<String> progress) {
    this.data = data;
    this.plan = plan;
    this.ours = ours;
    this.theirs = theirs;
    this.progress = progress;
  }

  /**
   * Measures rows; each result is handed over as soon as it is there.
   *
   * @param ourSpecs which specs of ours compete in a row
   * @param theirSpecs which of theirs
   */
  public List<RowResult> run(
      List<Row> rows,
      Map<Row, List<String>> ourSpecs,
      Map<Row, List<String>> theirSpecs,
      Consumer<RowResult> each) {
    Map<Row, Entry> ourBest = choose(ours, rows, ourSpecs);
    Map<Row, Entry> theirBest = theirs == null ? Map.of() : choose(theirs, rows, theirSpecs);
    return measure(
        rows.stream()
            .map(row -> new Pair(row, chosen(ourBest.get(row)), chosen(theirBest.get(row))))
            .toList(),
        each);
  }

  private static Chosen chosen(Entry entry) {
    return entry == null ? null : entry.chosen();
  }

  /** Measures rows whose settings are chosen; each result is handed over as soon as it is there. */
  public List<RowResult> measure(List<Pair> pairs, Consumer<RowResult> each) {
    List<RowResult> results = new ArrayList<>();
    for (Pair pair : pairs) {
      RowResult result = measure(pair.row(), pair.ours(), theirs == null ? null : pair.theirs());
      results.add(result);
      each.accept(result);
    }
    return results;
  }

  // ---------------------------------------------------------------- choosing

  private Map<Row, Entry> choose(Side side, List<Row> rows, Map<Row, List<String>> specsOfRow) {
    Set<String> specs = new LinkedHashSet<>();
    rows.forEach(row -> specs.addAll(specsOfRow.get(row)));
    Map<Row, Entry> best = new LinkedHashMap<>();
    for (String spec : specs) {
      Built built;
      try {
        built = hold(side, spec);
      } catch (IllegalArgumentException | BenchmarkException e) {
        progress.accept("%s: without %s (%s)".formatted(side.name(), spec, e.getMessage()));
        continue; // too few vectors for it, or a version that does not know it
      }
      Tuner tuner =
          new Tuner(
              side,
              data,
              cells(spec),
              refined(spec),
              plan.buildThreads(),
              Math.min(TUNING_SECONDS, plan.seconds()));
      for (Row row : rows) {
        if (!specsOfRow.get(row).contains(spec)) {
          continue;
        }
        if (!row.kind().allows(built.bytes(), data.base().rows())) {
          progress.accept(
              "%s: %s %s needs %,d bytes, more than the row allows"
                  .formatted(row, side.name(), spec, built.bytes()));
          continue;
        }
        Optional<Tuner.Choice> choice = choose(tuner, row);
        progress.accept(
            "%s: %s %s %s"
                .formatted(
                    row,
                    side.name(),
                    spec,
                    choice
                        .map(
                            c ->
                                "reaches %.3f at %s, %,.0f a second"
                                    .formatted(c.recall(), c.setting(), c.perSecond()))
                        .orElse("does not reach it")));
        choice
            .map(c -> new Entry(new Chosen(spec, c.setting()), c.perSecond()))
            .filter(e -> !best.containsKey(row) || e.perSecond() > best.get(row).perSecond())
            .ifPresent(e -> best.put(row, e));
      }
    }
    return best;
  }

  private static Optional<Tuner.Choice> choose(Tuner tuner, Row row) {
    // Exact search has nothing to choose; two true neighbours at one distance may change places.
    return tuner.cheapest(row.kind() == Row.Kind.EXACT ? 0 : row.target());
  }

  private Built hold(Side side, String spec) {
    held.remove(side);
    progress.accept("%s: %s ...".formatted(side.name(), spec));
    Built built = side.build(spec);
    held.put(side, spec);
    builts.put(side.name() + spec, built);
    progress.accept(
        "%s: %s trained in %.1f s, filled in %.1f s, %,d bytes"
            .formatted(side.name(), spec, built.trainSeconds(), built.addSeconds(), built.bytes()));
    return built;
  }

  static int cells(String spec) {
    Matcher matcher = CELLS.matcher(spec);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  static boolean refined(String spec) {
    return spec.contains("Refine(");
  }

  // ---------------------------------------------------------------- measuring

  private RowResult measure(Row row, Chosen our, Chosen their) {
    if (our != null && !our.spec().equals(held.get(ours))) {
      hold(ours, our.spec());
    }
    if (their != null && !their.spec().equals(held.get(theirs))) {
      hold(theirs, their.spec());
    }
    progress.accept("%s: measuring in turns".formatted(row));
    Turns turns = new Turns(plan, ours, settingOf(our), theirs, settingOf(their));
    Turns.Figures figures = turns.take();
    return new RowResult(
        row,
        our == null ? null : measured(ours, our, figures.ours()),
        their == null ? null : measured(theirs, their, figures.theirs()),
        figures.ratios(),
        figures.latencyRatio());
  }

  private static Setting settingOf(Chosen chosen) {
    return chosen == null ? null : chosen.setting();
  }

  private RowResult.Measured measured(Side side, Chosen chosen, Turns.Speed speed) {
    Setting setting = chosen.setting();
    return new RowResult.Measured(
        side.name(),
        chosen.spec(),
        setting,
        data.recall(side.search(setting, Side.Part.ALL, plan.buildThreads()), Side.K, 1),
        speed.perSecond(),
        speed.p50Millis(),
        speed.p99Millis(),
        builts.get(side.name() + chosen.spec()));
  }

  /** Specs that this version of the index cannot parse are told at once, not after an hour. */
  public static void requireKnown(Iterable<String> specs, int dimension) {
    for (String spec : specs) {
      IndexSpec.parse(spec).requireDimension(dimension);
    }
  }
}
