package io.nearfield.flink.operator;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.NearfieldException;
import java.io.Serializable;
import java.util.Locale;

/**
 * How much heap one subtask's entries may take up, the old and the new edition's together while
 * they are swapped.
 *
 * @param limit bytes; {@link #UNLIMITED} for as much as there is
 */
record LiveMemory(long limit) implements Serializable {

  static final long UNLIMITED = 0;

  /** Objects, references and maps around one entry, and its id, in bytes, roughly. */
  private static final int ENTRY_OVERHEAD = 240;

  /**
   * Refuses an edition that does not fit.
   *
   * @param held bytes of what is held already
   * @param own how many of its partitions are this subtask's
   * @throws NearfieldException with what would help
   */
  void require(Generation generation, long held, int own, int partitions) {
    long bytes = estimate(generation, own, partitions);
    if (limit != UNLIMITED && held + bytes > limit) {
      throw new NearfieldException(
          "Cannot load generation "
              + generation.number()
              + ": this subtask's "
              + own
              + " of "
              + partitions
              + " index partitions take about "
              + megabytes(bytes)
              + (held == 0 ? "" : " beside " + megabytes(held) + " of the one that serves")
              + ", more than the "
              + megabytes(limit)
              + " of --live-memory; run more subtasks (--parallelism) or allow more");
    }
  }

  static long estimate(Generation generation, int own, int partitions) {
    int dimension = generation.model().dimension();
    long perEntry =
        (long) Float.BYTES * dimension + generation.spec().codeSize(dimension) + ENTRY_OVERHEAD;
    return Math.round((double) generation.entries() * perEntry * own / Math.max(1, partitions));
  }

  boolean isOver(long bytes) {
    return limit != UNLIMITED && bytes > limit;
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes >> 20);
  }
}
