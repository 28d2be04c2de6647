package io.nearfield.spark.build;

import io.nearfield.index.IndexSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How a lookup may be answered: how many cells it probes and how much it compares exactly. */
record Setting(int nprobe, int rerankFactor) implements Serializable {

  private static final int[] RERANK_FACTORS = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000};

  /** Settings of so many rungs of nprobe are graded in one pass over the index. */
  private static final int RUNGS_PER_ROUND = 6;

  /**
   * All settings worth trying, in rounds of rising nprobe: 1, 2, 3, 4, 6, 8, 12, 16 and so on up to
   * the limit, each with every re-rank factor allowed.
   */
  static List<List<Setting>> rounds(IndexSpec spec, int maxNprobe, int maxRerankFactor) {
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
    List<List<Setting>> rounds = new ArrayList<>();
    for (int from = 0; from < rungs.size(); from += RUNGS_PER_ROUND) {
      List<Setting> round = new ArrayList<>();
      for (int nprobe : rungs.subList(from, Math.min(rungs.size(), from + RUNGS_PER_ROUND))) {
        for (int factor : factors) {
          round.add(new Setting(nprobe, factor));
        }
      }
      rounds.add(round);
    }
    return rounds;
  }

  /**
   * What a lookup of ten neighbours costs, in bytes read: the codes of the probed cells, and a full
   * vector for each candidate compared exactly (a random read, so counted twice).
   */
  double cost(IndexSpec spec, int dimension, long entries) {
    int codeSize = spec.quantized() ? spec.codeSize(dimension) : 4 * dimension;
    double scanned = (double) nprobe / spec.cells() * entries;
    double compared = Math.min(scanned, 10.0 * rerankFactor);
    return scanned * codeSize + compared * 8 * dimension;
  }
}
