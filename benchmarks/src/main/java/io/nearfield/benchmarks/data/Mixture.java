package io.nearfield.benchmarks.data;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.Rotation;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Unit vectors that are as hard to search as sentence embeddings, made from a seed: a mixture of
 * Gaussians in a subspace of few dimensions, under noise of full rank.
 *
 * <ul>
 *   <li>2,000 clusters; their centres lie in a subspace of 40 dimensions whose spectrum falls as
 *       {@code (1 + i)^-0.25}; their weights are {@code exp(0.8 g)}, their widths {@code exp(0.25
 *       g)}, g normal.
 *   <li>A vector is its cluster's centre, plus 0.80 times the cluster's width times a normal vector
 *       of that subspace, plus 0.48 times normal noise over all dimensions whose spectrum falls as
 *       {@code (1 + i)^-0.35}.
 *   <li>All is turned by a random rotation, so that no axis is special, moved by a mean of length
 *       0.35, so that the vectors lean to one side as embeddings do, and scaled to length 1.
 * </ul>
 *
 * <p>Each thousand vectors of a {@link Split} have a seed of their own: fewer vectors are a prefix
 * of more, and the number of threads changes nothing. The arithmetic is Java's, so the vectors are
 * the like of those of a generator written elsewhere, not the same.
 */
final class Mixture {

  /** Which of the three sets of vectors; none shares a vector with another. */
  enum Split {
    BASE,
    TRAIN,
    QUERY
  }

  private static final int CLUSTERS = 2_000;
  private static final int SUBSPACE = 40;
  private static final double WITHIN = 0.80;
  private static final double NOISE = 0.48;
  private static final double NOISE_DECAY = 0.35;
  private static final double MEAN = 0.35;
  private static final int CHUNK = 1_000;

  private final int dimension;
  private final long seed;
  private final int subspace;
  private final PackedRows rotation;
  private final float[] mean;
  private final float[] spectrum; // of the subspace
  private final float[] noise; // spectrum of the noise
  private final float[] centres; // Layout: (CLUSTERS, subspace)
  private final float[] widths;
  private final double[] weightsSoFar; // running sum of the clusters' weights, the last one is 1

  Mixture(int dimension, long seed) {
    this.dimension = dimension;
    this.seed = seed;
    this.subspace = Math.min(SUBSPACE, dimension);
    SplittableRandom random = new SplittableRandom(seed);
    VectorBatch axes = Rotation.random(dimension, dimension, random.nextLong());
    rotation = VectorKernels.pack(axes.values(), 0, dimension, dimension);
    spectrum = powerLaw(subspace, 0.25, 1);
    noise = powerLaw(dimension, NOISE_DECAY, NOISE);
    centres = new float[CLUSTERS * subspace];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian() * spectrum[i % subspace];
    }
    weightsSoFar = new double[CLUSTERS];
    for (int i = 0; i < CLUSTERS; i++) {
      weightsSoFar[i] = Math.exp(0.8 * random.nextGaussian());
    }
    Arrays.parallelPrefix(weightsSoFar, Double::sum);
    double all = weightsSoFar[CLUSTERS - 1];
    Arrays.setAll(weightsSoFar, i -> weightsSoFar[i] / all);
    widths = new float[CLUSTERS];
    for (int i = 0; i < CLUSTERS; i++) {
      widths[i] = (float) (WITHIN * Math.exp(0.25 * random.nextGaussian()));
    }
    mean = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      mean[i] = (float) random.nextGaussian();
    }
    scale(mean, 0, dimension, MEAN);
  }

  /** The first {@code rows} vectors of a split. */
  VectorBatch vectors(Split split, int rows, int threads) {
    float[] out = new float[Math.multiplyExact(rows, dimension)];
    Ranges.forEach(rows, CHUNK, threads, (from, to) -> fill(split, from, to, out));
    return new VectorBatch(out, dimension);
  }

  private void fill(Split split, int from, int to, float[] out) {
    SplittableRandom random =
        new SplittableRandom(mix(mix(seed + split.ordinal() + 1) + from / CHUNK));
    int rows = to - from;
    float[] plain = new float[rows * dimension];
    for (int row = 0; row < rows; row++) {
      int cluster = Arrays.binarySearch(weightsSoFar, random.nextDouble());
      cluster = Math.min(CLUSTERS - 1, cluster < 0 ? -cluster - 1 : cluster + 1);
      int at = row * dimension;
      for (int i = 0; i < dimension; i++) {
        plain[at + i] = (float) random.nextGaussian() * noise[i];
      }
      for (int i = 0; i < subspace; i++) {
        float within = widths[cluster] * (float) random.nextGaussian() * spectrum[i];
        plain[at + i] += centres[cluster * subspace + i] + within;
      }
    }
    int stride = rotation.stride();
    float[] turned = new float[rows * stride];
    VectorKernels.multiply(plain, 0, rows, rotation, turned);
    for (int row = 0; row < rows; row++) {
      int at = (from + row) * dimension;
      for (int i = 0; i < dimension; i++) {
        out[at + i] = turned[row * stride + i] + mean[i];
      }
      scale(out, at, dimension, 1);
    }
  }

  /** Falls as (1 + i)^-decay and has the given length. */
  private static float[] powerLaw(int n, double decay, double length) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) Math.pow(1 + i, -decay);
    }
    scale(values, 0, n, length);
    return values;
  }

  private static void scale(float[] values, int from, int n, double length) {
    double squared = 0;
    for (int i = from; i < from + n; i++) {
      squared += (double) values[i] * values[i];
    }
    float factor = (float) (length / Math.sqrt(squared));
    for (int i = from; i < from + n; i++) {
      values[i] *= factor;
    }
  }

  // Neighbouring numbers become seeds that have nothing to do with each other (SplitMix64's
  // finish).
  private static long mix(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
