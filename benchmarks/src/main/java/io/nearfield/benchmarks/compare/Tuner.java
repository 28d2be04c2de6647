package io.nearfield.benchmarks.compare;

import io.nearfield.benchmarks.data.Dataset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Finds the cheapest setting of one index that reaches a recall, on every second query.
 *
 * <p>For each re-rank factor of a ladder the fewest cells that do are found by halving, since
 * recall does not fall when more cells are looked into; what is found so is timed. Where the side
 * knows margins, the best of these are tried with more cells and the least margin that does. The
 * fastest wins. What was learnt for one target serves the next.
 */
final class Tuner {

  private static final int[] FACTORS = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 100};
  private static final double[] MORE_CELLS = {1.5, 2.5, 4};
  private static final int WITH_MARGIN = 3;
  private static final double NEAR_THE_BEST = 0.8;

  /** A setting and how many queries a second it answered while it was chosen. */
  record Choice(Setting setting, double recall, double perSecond) {}

  private final Side side;
  private final Dataset data;
  private final int cells;
  private final int[] probes;
  private final boolean refined;
  private final int threads;
  private final double seconds;
  private final Map<Setting, Double> recalls = new HashMap<>();
  private final Map<Setting, Double> speeds = new HashMap<>();

  /**
   * For the index that {@code side} holds now.
   *
   * @param cells how many it has, 0 when it has none
   * @param refined whether it can re-rank
   * @param seconds how long a setting is timed at a time
   */
  Tuner(Side side, Dataset data, int cells, boolean refined, int threads, double seconds) {
    this.side = side;
    this.data = data;
    this.cells = Math.max(1, cells);
    this.probes = ladder(this.cells);
    this.refined = refined;
    this.threads = threads;
    this.seconds = seconds;
  }

  /** 1, 2, 3 and so on, from 16 in steps of about a twelfth. */
  static int[] ladder(int cells) {
    List<Integer> steps = new ArrayList<>();
    for (int probe = 1; probe < cells; probe += Math.max(1, probe / 12)) {
      steps.add(probe);
    }
    steps.add(cells);
    return steps.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Empty when no setting reaches the target. */
  Optional<Choice> cheapest(double target) {
    List<Setting> reaching = byCells(target);
    if (side.margins() && cells > 1) {
      List<Setting> best = fastest(reaching);
      Set<Setting> all = new LinkedHashSet<>(reaching);
      best.stream().limit(WITH_MARGIN).forEach(setting -> all.addAll(byMargin(target, setting)));
      reaching = new ArrayList<>(all);
    }
    return fastest(reaching).stream()
        .findFirst()
        .map(setting -> new Choice(setting, recall(setting), speeds.get(setting)));
  }

  // ---------------------------------------------------------------- what reaches the target

  private List<Setting> byCells(double target) {
    List<Setting> reaching = new ArrayList<>();
    int fewest = probes.length;
    int useless = 0;
    for (int factor : refined ? FACTORS : new int[] {0}) {
      IntFunction<Setting> step = i -> new Setting(probes[i], factor);
      int at =
          fewest == probes.length
              ? firstFromBelow(target, step)
              : first(target, step, 0, fewest); // more candidates never need more cells
      if (at < 0) {
        continue;
      }
      reaching.add(step.apply(at));
      // Once more candidates no longer spare any cell, still more will not either.
      useless = at < fewest ? 0 : useless + 1;
      fewest = Math.min(fewest, at);
      if (useless == 2) {
        break;
      }
    }
    return reaching;
  }

  /** The same candidates, more cells at the most, and the least margin that reaches the target. */
  private List<Setting> byMargin(double target, Setting plain) {
    List<Setting> reaching = new ArrayList<>();
    for (double more : MORE_CELLS) {
      int most = (int) Math.min(cells, Math.ceil(plain.nprobe() * more));
      if (most == plain.nprobe()) {
        continue;
      }
      IntFunction<Setting> step = i -> plain.withMargin(most, (float) (0.02 * Math.pow(1.08, i)));
      int at = first(target, step, 0, 70); // margins from 0.02 to 4.4
      if (at >= 0) {
        reaching.add(step.apply(at));
      }
    }
    return reaching;
  }

  /** As {@link #first} over all cells, without looking into many more than it takes. */
  private int firstFromBelow(double target, IntFunction<Setting> step) {
    int last = probes.length - 1;
    int low = 0;
    int high = Math.min(1, last);
    while (high < last && recall(step.apply(high)) < target) {
      if (levelled(step, high, target)) {
        return -1;
      }
      low = high + 1;
      high = Math.min(last, high * 2);
    }
    return first(target, step, low, high);
  }

  /** The least step from low to high that reaches the target, -1 when even high does not. */
  private int first(double target, IntFunction<Setting> step, int low, int high) {
    if (recall(step.apply(high)) < target) {
      return -1;
    }
    int from = low;
    int to = high;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (recall(step.apply(middle)) >= target) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return to;
  }

  /** Whether the last doubling brought so little that the target is out of sight. */
  private boolean levelled(IntFunction<Setting> step, int at, double target) {
    if (at < 8) {
      return false;
    }
    double here = recall(step.apply(at));
    double gained = here - recall(step.apply(at / 2));
    return gained < (target - here) / 4;
  }

  // ---------------------------------------------------------------- what is asked of the side

  private double recall(Setting setting) {
    return recalls.computeIfAbsent(
        setting, s -> data.recall(side.search(s, Side.Part.TUNING, threads), Side.K, 2));
  }

  /** The fastest first. All are timed once, those near the best twice more. */
  private List<Setting> fastest(List<Setting> settings) {
    List<Setting> fresh = settings.stream().filter(s -> !speeds.containsKey(s)).toList();
    fresh.forEach(this::time);
    double best = settings.stream().mapToDouble(speeds::get).max().orElse(0);
    for (int round = 0; round < 2; round++) {
      fresh.stream().filter(s -> speeds.get(s) > NEAR_THE_BEST * best).forEach(this::time);
    }
    return settings.stream().sorted(Comparator.comparing(speeds::get).reversed()).toList();
  }

  private void time(Setting setting) {
    Rate rate = side.batch(setting, Side.Part.TUNING, 1, seconds);
    speeds.merge(setting, rate.perSecond(), Math::max);
  }
}
