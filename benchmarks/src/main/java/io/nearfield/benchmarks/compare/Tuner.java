package io.nearfield.benchmarks.compare;

import io.nearfield.benchmarks.data.Dataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Finds the cheapest setting of one index that reaches a recall, on every second query.
 *
 * <p>For each re-rank factor of a ladder the fewest cells that do are found by halving, since
 * recall does not fall when more cells are looked into; what is found so is timed, and the fastest
 * wins. What was learnt for one target serves the next.
 */
final class Tuner {

  private static final int[] FACTORS = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 100};
  private static final int TIMED_ROUNDS = 3;

  /** A setting and how many queries a second it answered while it was chosen. */
  record Choice(Setting setting, double recall, double perSecond) {}

  private final Side side;
  private final Dataset data;
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
    this.probes = ladder(Math.max(1, cells));
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
    List<Setting> reaching = new ArrayList<>();
    int fewest = Integer.MAX_VALUE;
    int useless = 0;
    for (int factor : refined ? FACTORS : new int[] {0}) {
      int at = firstReaching(target, factor, fewest);
      if (at < 0) {
        continue;
      }
      Setting setting = new Setting(probes[at], factor);
      reaching.add(setting);
      // Once more candidates no longer spare any cell, still more will not either.
      useless = at < fewest ? 0 : useless + 1;
      fewest = Math.min(fewest, at);
      if (useless == 2) {
        break;
      }
    }
    return reaching.stream()
        .map(s -> new Choice(s, recall(s), speed(s)))
        .max((a, b) -> Double.compare(a.perSecond(), b.perSecond()));
  }

  /** The lowest step of the ladder that reaches the target with this factor, -1 when none does. */
  private int firstReaching(double target, int factor, int known) {
    IntToDoubleFunction recallAt = i -> recall(new Setting(probes[i], factor));
    int low = 0;
    int high;
    if (known < Integer.MAX_VALUE) {
      high = known; // more candidates never need more cells
      if (recallAt.applyAsDouble(high) < target) {
        return -1;
      }
    } else {
      // Upwards in doubling steps: looking into all cells of a large index would take minutes.
      high = 1;
      while (high < probes.length - 1 && recallAt.applyAsDouble(high) < target) {
        if (levelled(recallAt, high, target)) {
          return -1;
        }
        low = high + 1;
        high = Math.min(probes.length - 1, high * 2);
      }
      high = Math.min(high, probes.length - 1);
      if (recallAt.applyAsDouble(high) < target) {
        return -1;
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (recallAt.applyAsDouble(middle) >= target) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high;
  }

  /** Whether the last doubling brought so little that the target is out of sight. */
  private static boolean levelled(IntToDoubleFunction recallAt, int at, double target) {
    if (at < 8) {
      return false;
    }
    double here = recallAt.applyAsDouble(at);
    double gained = here - recallAt.applyAsDouble(at / 2);
    return gained < (target - here) / 4;
  }

  private double recall(Setting setting) {
    return recalls.computeIfAbsent(
        setting, s -> data.recall(side.search(s, Side.Part.TUNING, threads), Side.K, 2));
  }

  private double speed(Setting setting) {
    return speeds.computeIfAbsent(
        setting,
        s -> {
          double best = 0;
          for (int round = 0; round < TIMED_ROUNDS; round++) {
            Rate rate = side.batch(s, Side.Part.TUNING, 1, seconds);
            best = Math.max(best, rate.perSecond());
          }
          return best;
        });
  }
}
