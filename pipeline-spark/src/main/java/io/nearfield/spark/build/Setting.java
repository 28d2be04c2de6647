package io.nearfield.spark.build;

import io.nearfield.index.IndexSpec;

/** How a lookup may be answered: how many cells it probes and how much it compares exactly. */
record Setting(int nprobe, int rerankFactor) {

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
