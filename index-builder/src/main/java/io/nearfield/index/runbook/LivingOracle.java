package io.nearfield.index.runbook;

import io.nearfield.index.VectorBatch;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Which tags live and which row each stands for, in the plainest way there is, and so how many of
 * an answer's tags are among the true nearest: by Euclidean distance in 64 bits, over all that
 * live.
 */
final class LivingOracle {

  private static final int NONE = -1;

  private final VectorBatch vectors;
  private final int[] rowOfTag;
  private int living;

  LivingOracle(VectorBatch vectors) {
    this.vectors = vectors;
    this.rowOfTag = new int[vectors.rows()];
    Arrays.fill(rowOfTag, NONE);
  }

  int living() {
    return living;
  }

  boolean lives(int tag) {
    return rowOfTag[tag] != NONE;
  }

  /** The tag stands for this row from now on, whether it lived before or not. */
  void set(int tag, int row) {
    living += rowOfTag[tag] == NONE ? 1 : 0;
    rowOfTag[tag] = row;
  }

  void delete(int tag) {
    living -= rowOfTag[tag] == NONE ? 0 : 1;
    rowOfTag[tag] = NONE;
  }

  /**
   * The share of the k true nearest that is among {@code tags}, 0 to 1; a tag that is as near as
   * the k-th counts. One that is dead or comes twice is a fault of the index.
   */
  double recall(float[] query, long[] tags, int k) {
    int wanted = Math.min(k, living);
    if (wanted == 0) {
      return 1;
    }
    double worst = kthDistance(query, wanted);
    Set<Long> seen = new HashSet<>();
    int found = 0;
    for (long tag : tags) {
      if (!seen.add(tag) || tag < 0 || tag >= rowOfTag.length || !lives((int) tag)) {
        throw new IllegalStateException(
            "The index answered tag %d, which is dead or was named before".formatted(tag));
      }
      found += squaredDistance(query, rowOfTag[(int) tag]) <= worst ? 1 : 0;
    }
    return (double) Math.min(found, wanted) / wanted;
  }

  /** The squared distance of the k-th nearest, by insertion into a short sorted array. */
  private double kthDistance(float[] query, int k) {
    double[] nearest = new double[k];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int row : rowOfTag) {
      if (row == NONE) {
        continue;
      }
      double distance = squaredDistance(query, row);
      int i = k - 1;
      if (distance < nearest[i]) {
        while (i > 0 && nearest[i - 1] > distance) {
          nearest[i] = nearest[i - 1];
          i--;
        }
        nearest[i] = distance;
      }
    }
    return nearest[k - 1];
  }

  private double squaredDistance(float[] query, int row) {
    int d = query.length;
    double sum = 0;
    for (int i = 0; i < d; i++) {
      double difference = (double) query[i] - vectors.values()[row * d + i];
      sum += difference * difference;
    }
    return sum;
  }
}
