package io.nearfield.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.benchmarks.data.Dataset;
import io.nearfield.index.VectorBatch;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TunerTest {

  private static final int QUERIES = 200;

  /**
   * An index whose recall grows with cells and candidates as real ones do, and whose time is known:
   * so many of the true neighbours 0 to 9 are found in every answer.
   */
  private static final class Pretended implements Side {
    int searches;
    boolean margins;

    static double recall(Setting s) {
      double cells = 1 - Math.exp(-useful(s) / 10.0);
      double candidates = s.rerank() == 0 ? 0.6 : 1 - 0.4 * Math.exp(-s.rerank() / 4.0);
      return Math.min(cells, candidates);
    }

    static double perSecond(Setting s) {
      return 1e6 / (looked(s) + 2.0 * s.rerank());
    }

    /** A margin of 1 lets all cells pass that help, and half of them in number. */
    static double useful(Setting s) {
      return s.nprobe() * Math.min(1, s.margin());
    }

    static double looked(Setting s) {
      return s.nprobe() * Math.min(1, s.margin() / 2);
    }

    @Override
    public String name() {
      return "pretended";
    }

    @Override
    public boolean margins() {
      return margins;
    }

    @Override
    public Built build(String spec) {
      return new Built(0, 0, 0, 0, 0);
    }

    @Override
    public long[] search(Setting setting, Part part, int threads) {
      searches++;
      long[] ids = new long[QUERIES / 2 * K];
      Arrays.fill(ids, -1);
      int found = (int) (recall(setting) * ids.length); // downwards, as recall is counted
      for (int i = 0; i < found; i++) {
        ids[i] = i % K;
      }
      return ids;
    }

    @Override
    public Rate batch(Setting setting, Part part, int threads, double seconds) {
      return new Rate(1_000, 1_000 / perSecond(setting));
    }

    @Override
    public long[] single(Setting setting) {
      return new long[] {1};
    }

    @Override
    public void drop() {}

    @Override
    public void close() {}
  }

  private final Pretended side = new Pretended();

  private Tuner tuner(int cells, boolean refined) {
    int[] truth = new int[QUERIES * 10];
    Arrays.setAll(truth, i -> i % 10);
    VectorBatch queries = new VectorBatch(new float[QUERIES], 1);
    Dataset data = new Dataset(Path.of("."), queries, queries, queries, truth, 10);
    return new Tuner(side, data, cells, refined, 1, 0.01);
  }

  @Test
  void findsTheFastestSettingThatReachesTheTarget() {
    Tuner tuner = tuner(256, true);
    for (double target : new double[] {0.80, 0.90, 0.95}) {
      Setting best = null;
      for (int probe : Tuner.ladder(256)) {
        for (int factor : new int[] {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32}) {
          Setting s = new Setting(probe, factor);
          if (Pretended.recall(s) >= target
              && (best == null || Pretended.perSecond(s) > Pretended.perSecond(best))) {
            best = s;
          }
        }
      }
      assertThat(tuner.cheapest(target).orElseThrow().setting()).isEqualTo(best);
    }
    assertThat(side.searches).isLessThan(120); // of 900 settings
  }

  @Test
  void aMarginThatSparesCellsWins() {
    Setting plain = tuner(256, true).cheapest(0.95).orElseThrow().setting();
    side.margins = true;
    Setting setting = tuner(256, true).cheapest(0.95).orElseThrow().setting();
    assertThat(setting.margin()).isBetween(0.2f, 1.1f);
    assertThat(setting.nprobe()).isGreaterThan(plain.nprobe());
    assertThat(Pretended.recall(setting)).isGreaterThanOrEqualTo(0.95);
    assertThat(Pretended.perSecond(setting)).isGreaterThan(Pretended.perSecond(plain));
  }

  @Test
  void saysSoWhenNoSettingReachesIt() {
    assertThat(tuner(256, false).cheapest(0.75)).isEmpty();
  }

  @Test
  void anIndexWithoutCellsHasOneSetting() {
    assertThat(tuner(0, false).cheapest(0).orElseThrow().setting()).isEqualTo(new Setting(1, 0));
  }

  @Test
  void theLadderGoesFromOneToAllCells() {
    int[] ladder = Tuner.ladder(4096);
    assertThat(ladder).startsWith(1, 2, 3).endsWith(4096).isSorted().doesNotHaveDuplicates();
    for (int i = 1; i < ladder.length; i++) {
      assertThat((double) ladder[i] / ladder[i - 1]).isLessThanOrEqualTo(i < 13 ? 2 : 1.1);
    }
  }
}
