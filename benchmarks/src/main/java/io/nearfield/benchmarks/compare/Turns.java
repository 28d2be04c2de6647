package io.nearfield.benchmarks.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures two sides in turns: ours, theirs, theirs, ours and so on, after both are warm. Either
 * may be missing.
 */
final class Turns {

  /** What one side reached. */
  record Speed(List<Double> perSecond, double p50Millis, double p99Millis) {}

  /** What both did; the ratios are empty when one is missing. */
  record Figures(Speed ours, Speed theirs, List<Double> ratios, double latencyRatio) {}

  /** One side with its setting and all that was measured of it. */
  private static final class Runner {
    final Side side;
    final Setting setting;
    final List<Double> perSecond = new ArrayList<>();
    final List<long[]> nanos = new ArrayList<>();

    Runner(Side side, Setting setting) {
      this.side = side;
      this.setting = setting;
    }

    Speed speed() {
      long[] all = nanos.stream().flatMapToLong(Arrays::stream).toArray();
      return new Speed(
          List.copyOf(perSecond), Percentiles.at(0.50, all) / 1e6, Percentiles.at(0.99, all) / 1e6);
    }
  }

  private final Comparison.Plan plan;
  private final List<Runner> runners = new ArrayList<>();
  private final Runner ours;
  private final Runner theirs;

  Turns(Comparison.Plan plan, Side ours, Setting ourSetting, Side theirs, Setting theirSetting) {
    this.plan = plan;
    this.ours = ourSetting == null ? null : new Runner(ours, ourSetting);
    this.theirs = theirSetting == null ? null : new Runner(theirs, theirSetting);
    if (this.ours != null) {
      runners.add(this.ours);
    }
    if (this.theirs != null) {
      runners.add(this.theirs);
    }
  }

  Figures take() {
    for (Runner runner : runners) {
      runner.side.batch(runner.setting, Side.Part.ALL, 1, 2 * plan.seconds());
      runner.side.single(runner.setting);
    }
    List<Double> ratios = new ArrayList<>();
    for (int threads : plan.threads()) {
      batches(threads).ifPresent(ratios::add);
    }
    double latencyRatio = latencies();
    return new Figures(
        ours == null ? null : ours.speed(),
        theirs == null ? null : theirs.speed(),
        ratios,
        latencyRatio);
  }

  private Optional<Double> batches(int threads) {
    List<List<Double>> rates = new ArrayList<>();
    runners.forEach(r -> rates.add(new ArrayList<>()));
    for (int round = 0; round < plan.rounds(); round++) {
      for (int i : order(round)) {
        Runner runner = runners.get(i);
        Rate rate = runner.side.batch(runner.setting, Side.Part.ALL, threads, plan.seconds());
        rates.get(i).add(rate.perSecond());
      }
    }
    for (int i = 0; i < runners.size(); i++) {
      runners.get(i).perSecond.add(Percentiles.median(rates.get(i)));
    }
    if (runners.size() < 2) {
      return Optional.empty();
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      ratios.add(rates.get(0).get(round) / rates.get(1).get(round));
    }
    return Optional.of(Percentiles.median(ratios));
  }

  private double latencies() {
    for (int round = 0; round < Math.min(3, plan.rounds()); round++) {
      for (int i : order(round)) {
        Runner runner = runners.get(i);
        runner.nanos.add(runner.side.single(runner.setting));
      }
    }
    if (runners.size() < 2) {
      return 0;
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ours.nanos.size(); round++) {
      ratios.add(
          Percentiles.at(0.5, ours.nanos.get(round))
              / (double) Percentiles.at(0.5, theirs.nanos.get(round)));
    }
    return Percentiles.median(ratios);
  }

  /** Who goes first changes from round to round. */
  private int[] order(int round) {
    if (runners.size() < 2) {
      return runners.isEmpty() ? new int[0] : new int[] {0};
    }
    return round % 2 == 0 ? new int[] {0, 1} : new int[] {1, 0};
  }
}
