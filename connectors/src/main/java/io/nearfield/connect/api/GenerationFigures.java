package io.nearfield.connect.api;

import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * What was measured of a generation besides its recall. Each part is null for a generation that was
 * written before it was measured.
 *
 * @param training how it was trained and how well the training fits the entries
 * @param lists how full the inverted lists are now
 * @param coverage which state of the source tables the entries show, and what changed since the
 *     build
 */
public record GenerationFigures(Training training, Lists lists, Coverage coverage)
    implements Serializable {

  /** Nothing was measured. */
  public static final GenerationFigures NONE = new GenerationFigures(null, null, null);

  /**
   * How a generation was trained.
   *
   * @param trainer who found the centroids
   * @param sample how many vectors they were found from
   * @param seed of the sample, the training and the held-out queries
   * @param cellDistance mean squared distance of the entries to the centroid of their cell, at the
   *     build
   * @param distortion mean squared distance of a vector to what its code stands for, over held-out
   *     vectors, divided by their mean squared distance to the centroid; 0 for full vectors
   * @param imbalance {@link Lists#imbalance} at the build
   */
  public record Training(
      String trainer,
      long sample,
      long seed,
      double cellDistance,
      double distortion,
      double imbalance)
      implements Serializable {}

  /**
   * How full the inverted lists are.
   *
   * @param longest entries in the longest list
   * @param empty how many lists hold nothing
   * @param imbalance {@code lists * sum(n^2) / sum(n)^2} over the lists' lengths n: 1 if all are
   *     equally long; the cost of a lookup grows with it
   * @param partitionImbalance the same over the index partitions
   * @param histogram how many lists have each length: bucket i counts those of {@code i * w} to
   *     {@code (i + 1) * w - 1} entries, w being {@link #bucketWidth}
   */
  public record Lists(
      long longest, long empty, double imbalance, double partitionImbalance, List<Long> histogram)
      implements Serializable {

    /** The most buckets of a histogram. */
    public static final int BUCKETS = 16;

    public Lists {
      histogram = List.copyOf(histogram);
    }

    /** Measures lists of these lengths, lying in partitions of those sizes. */
    public static Lists of(long[] lengths, long[] partitions) {
      long longest = 0;
      long empty = 0;
      for (long length : lengths) {
        longest = Math.max(longest, length);
        empty += length == 0 ? 1 : 0;
      }
      long width = width(longest);
      Long[] histogram = new Long[(int) (longest / width) + 1];
      Arrays.fill(histogram, 0L);
      for (long length : lengths) {
        histogram[(int) (length / width)]++;
      }
      return new Lists(
          longest, empty, imbalance(lengths), imbalance(partitions), List.of(histogram));
    }

    /** How many lengths share a bucket. */
    public long bucketWidth() {
      return width(longest);
    }

    private static long width(long longest) {
      return longest / BUCKETS + 1;
    }

    private static double imbalance(long[] lengths) {
      double sum = 0;
      double squares = 0;
      for (long length : lengths) {
        sum += length;
        squares += (double) length * length;
      }
      return sum == 0 ? 1 : lengths.length * squares / (sum * sum);
    }
  }

  /**
   * Which state of the source tables the entries show.
   *
   * @param featureSnapshot the snapshot of the feature table
   * @param itemsSnapshot the snapshot of the items table, or -1 if there were no items
   * @param refreshes how often the generation was refreshed since its build
   * @param appended entries that were added by refreshes
   * @param changed entries whose vector or attributes were replaced by refreshes
   * @param removed entries that left in refreshes
   * @param refreshedAt when the last refresh was, or null
   * @param spread mean squared distance to their centroid of the vectors that the last refresh
   *     brought, divided by {@link Training#cellDistance}; NaN if it brought none
   * @param drift how far the entries have left what was trained: 0 for not at all, towards 1 for
   *     beyond recognition
   */
  public record Coverage(
      long featureSnapshot,
      long itemsSnapshot,
      int refreshes,
      long appended,
      long changed,
      long removed,
      Instant refreshedAt,
      double spread,
      double drift)
      implements Serializable {

    /** What a build covers before any refresh. */
    public static Coverage built(long featureSnapshot, long itemsSnapshot) {
      return new Coverage(featureSnapshot, itemsSnapshot, 0, 0, 0, 0, null, Double.NaN, 0);
    }
  }
}
