package io.nearfield.spark.evaluate;

import io.nearfield.connect.api.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The settings that are tried: each number of cells with each re-rank factor. */
record Grid(List<Setting> settings) {

  private static final List<Integer> FACTORS = List.of(0, 1, 2, 4, 8, 16);

  /** How lookups are answered. */
  record Setting(int nprobe, int rerank) {}

  static Grid of(Generation generation, EvaluateOptions options) {
    int cells = generation.spec().cells();
    TreeSet<Integer> nprobes = new TreeSet<>();
    if (options.nprobes().isEmpty()) {
      for (int nprobe = 1; nprobe < cells; nprobe *= 2) {
        nprobes.add(nprobe);
      }
      nprobes.add(cells);
    } else {
      options.nprobes().forEach(nprobe -> nprobes.add(Math.min(nprobe, cells)));
    }
    nprobes.add(Math.min(generation.nprobe(), cells));
    TreeSet<Integer> factors = new TreeSet<>();
    if (generation.spec().quantized()) {
      factors.addAll(options.rerankFactors().isEmpty() ? FACTORS : options.rerankFactors());
    }
    factors.add(generation.rerankFactor());
    List<Setting> settings = new ArrayList<>();
    for (int factor : factors) {
      for (int nprobe : nprobes) {
        settings.add(new Setting(nprobe, factor));
      }
    }
    return new Grid(settings);
  }
}
