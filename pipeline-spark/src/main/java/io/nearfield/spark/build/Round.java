package io.nearfield.spark.build;

import io.nearfield.index.IndexSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Settings that are tried in one pass over the index: every nprobe with every re-rank factor.
 *
 * @param nprobes rising
 * @param factors rising
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Round(int[] nprobes, int[] factors) implements Serializable {

  private static final int[] RERANK_FACTORS = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000};

  /** Up to 64 cells, one round tries them all. */
  private static final int NPROBES_PER_ROUND = 12;

  /**
   * All settings worth trying, in rounds of rising nprobe: 1, 2, 3, 4, 6, 8, 12, 16 and so on up to
   * the limit, each with every re-rank factor allowed.
   */
  static List<Round> all(IndexSpec spec, int maxNprobe, int maxRerankFactor) {
    int most = maxNprobe == 0 ? spec.cells() : Math.min(maxNprobe, spec.cells());
    List<Integer> rungs = new ArrayList<>();
    for (int power = 1; power < most; power *= 2) {
      rungs.add(power);
      if (power >= 2 && power + power / 2 < most) {
        rungs.add(power + power / 2);
      }
    }
    rungs.add(most);
    int[] factors =
        spec.quantized()
            ? IntStream.of(RERANK_FACTORS).filter(f -> f <= maxRerankFactor).toArray()
            : new int[] {0};
    List<Round> rounds = new ArrayList<>();
    for (int from = 0; from < rungs.size(); from += NPROBES_PER_ROUND) {
      List<Integer> some = rungs.subList(from, Math.min(rungs.size(), from + NPROBES_PER_ROUND));
      rounds.add(new Round(some.stream().mapToInt(Integer::intValue).toArray(), factors));
    }
    return rounds;
  }

  Setting setting(int rung, int factor) {
    return new Setting(nprobes[rung], factors[factor]);
  }

  int most() {
    return nprobes[nprobes.length - 1];
  }

  int largestFactor() {
    return factors[factors.length - 1];
  }
}
