package io.nearfield.index.file;

import io.nearfield.index.IndexSpec.Refinement;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.code.VectorCodec;
import java.util.Optional;

/**
 * How long the arrays of a run of entries are, and where they begin within it.
 *
 * @param layout 0 no codes, 1 rows, 2 blocks of 64, 3 those with their floats behind them
 * @param codeBytes bytes of a code; 0 without codes
 * @param biasBytes bytes of a bias: 4 or 0
 * @param keptBytes bytes kept of a vector for re-ranking; may be 0
 */
record RunShape(int layout, int codeBytes, int biasBytes, int keptBytes) {

  static final int NO_CODES = 0;
  static final int ROWS = 1;
  static final int BLOCKS = 2;
  static final int BLOCKS_WITH_FLOATS = 3;

  /** The most entries of a run. */
  static final int MOST_ENTRIES = 1 << 16;

  private static final long MOST_BYTES = 1L << 30;
  private static final int ALIGNMENT = 64;

  /** What stands in a file of each entry of an index. */
  static RunShape of(TrainedIndex trained) {
    Optional<CodeLayout> layout = trained.codec().map(VectorCodec::layout);
    return new RunShape(
        layout.map(RunShape::number).orElse(NO_CODES),
        trained.codeSize(),
        storesBiases(trained) ? Float.BYTES : 0,
        keptFloats(trained)
            ? trained.dimension() * Float.BYTES
            : trained.refineCodec().map(VectorCodec::codeSize).orElse(0));
  }

  /**
   * Whether biases are in the file. Under COSINE they are not, unless the code keeps norms: they
   * follow from the codes, and are derived when these are first read.
   */
  static boolean storesBiases(TrainedIndex trained) {
    return trained.biased()
        && (trained.metric() != Metric.COSINE || trained.codec().orElseThrow().keepsNorms());
  }

  /** Whether full vectors are kept. */
  static boolean keptFloats(TrainedIndex trained) {
    return !trained.spec().quantized() || trained.spec().refinement() == Refinement.FLAT;
  }

  private static int number(CodeLayout layout) {
    if (layout instanceof CodeLayout.Rows) {
      return ROWS;
    }
    return layout instanceof CodeLayout.Interleaved ? BLOCKS : BLOCKS_WITH_FLOATS;
  }

  /** A length filled up to a multiple of 64. */
  static long aligned(long length) {
    return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Entries of a full run: a multiple of 64, so that blocks are not torn. */
  int fullRun() {
    long widest = Math.max(Math.max(codeBytes, keptBytes), Long.BYTES);
    long fitting = MOST_BYTES / widest / CodeLayout.BLOCK * CodeLayout.BLOCK;
    return (int) Math.max(CodeLayout.BLOCK, Math.min(MOST_ENTRIES, fitting));
  }

  /** Whether codes lie together in blocks of 64. */
  boolean inBlocks() {
    return layout >= BLOCKS;
  }

  /** Bytes of the codes, without the zeros behind them. */
  long codesBytes(int entries) {
    long stored =
        inBlocks()
            ? ((long) entries + CodeLayout.BLOCK - 1) / CodeLayout.BLOCK * CodeLayout.BLOCK
            : entries;
    return stored * codeBytes;
  }

  /** Where the biases begin, from the beginning of the run's lists. */
  long biasesAt(int entries) {
    return aligned(codesBytes(entries));
  }

  /** Where the ids begin, from the beginning of the run's lists. */
  long idsAt(int entries) {
    return biasesAt(entries) + aligned((long) entries * biasBytes);
  }

  /** Bytes of all lists of a run, zeros included. */
  long listsBytes(int entries) {
    return idsAt(entries) + aligned((long) entries * Long.BYTES);
  }

  /** Bytes of all that is kept of a run's vectors, zeros included. */
  long vectorsBytes(int entries) {
    return aligned((long) entries * keptBytes);
  }
}
