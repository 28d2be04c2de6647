package io.nearfield.flink.kill;

import java.util.Random;

/** Vectors as embeddings lie: in clumps. */
final class Clumps {

  static final int DIMENSION = 16;
  private static final int COUNT = 24;
  private static final double WIDTH = 0.35;

  private final float[][] centres = new float[COUNT][];

  Clumps(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < COUNT; i++) {
      centres[i] = around(new float[DIMENSION], 1, random);
    }
  }

  float[] next(Random random) {
    return around(centres[random.nextInt(COUNT)], WIDTH, random);
  }

  private static float[] around(float[] centre, double width, Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (centre[i] + width * random.nextGaussian());
    }
    return vector;
  }
}
