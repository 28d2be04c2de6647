package io.nearfield.spark.build;

/**
 * How many index partitions a generation gets when nobody says: so many that the entries of one fit
 * a task, a Flink key and a lookup comfortably.
 */
final class PartitionCount {

  private static final long TARGET_BYTES = 128L << 20;

  /** Ids, attributes and objects around one entry, roughly. */
  private static final long OVERHEAD = 300;

  private static final int LEAST = 4;

  private PartitionCount() {}

  static int choose(long entries, int dimension, int cells) {
    long perPartition = Math.max(1, TARGET_BYTES / (4L * dimension + OVERHEAD));
    long wanted = Math.max(LEAST, (entries + perPartition - 1) / perPartition);
    return (int) Math.min(Math.min(wanted, BuildOptions.MAX_PARTITIONS), cells);
  }
}
