package io.nearfield.benchmarks;

import io.nearfield.benchmarks.kernel.Cost;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What one thread of this machine can do at most, measured.
 *
 * @param memory bytes a second from main memory
 * @param cache bytes a second from the second-level cache
 * @param arithmetic floating-point operations a second
 */
record Limits(double memory, double cache, double arithmetic) {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int IN_CACHE = 1 << 16; // floats: 256 KiB, more than any first level holds
  private static final int CHAINS = 12;

  static Limits measure() {
    return new Limits(
        ReadSpeed.of(new float[0], 1),
        best(Limits::cacheOnce, 4.0 * IN_CACHE * 64),
        best(Limits::arithmeticOnce, 2.0 * CHAINS * SPECIES.length() * (1 << 20)));
  }

  /** Amount a second that this machine can do of a cost at most. */
  double of(Cost cost) {
    return switch (cost.bound()) {
      case MEMORY -> memory;
      case CACHE -> cache;
      case ARITHMETIC -> arithmetic;
    };
  }

  /** As many calls as it takes to be compiled, and then the fastest. */
  private static double best(Work work, double amount) {
    float[] values = new float[IN_CACHE];
    double best = 0;
    for (int round = 0; round < 400; round++) {
      long begun = System.nanoTime();
      float result = work.run(values);
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (result != 0) { // of zeros; looking at it keeps it from being left out
        throw new IllegalStateException("Cannot measure the machine: zeros sum up to " + result);
      }
      best = Math.max(best, amount / seconds);
    }
    return best;
  }

  private interface Work {
    float run(float[] zeros);
  }

  private static float cacheOnce(float[] values) {
    float sum = 0;
    for (int time = 0; time < 64; time++) {
      sum += sum(values);
    }
    return sum;
  }

  private static float sum(float[] values) {
    int quarter = values.length / 4;
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = 0; i < quarter; i += SPECIES.length()) {
      a = a.add(FloatVector.fromArray(SPECIES, values, i));
      b = b.add(FloatVector.fromArray(SPECIES, values, quarter + i));
      c = c.add(FloatVector.fromArray(SPECIES, values, 2 * quarter + i));
      d = d.add(FloatVector.fromArray(SPECIES, values, 3 * quarter + i));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }

  /** Twelve sums that do not wait for each other: more than the depth of two multipliers. */
  private static float arithmeticOnce(float[] values) {
    FloatVector x = FloatVector.fromArray(SPECIES, values, 0);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector a = x;
    FloatVector b = x;
    FloatVector c = x;
    FloatVector d = x;
    FloatVector e = x;
    FloatVector f = x;
    FloatVector g = x;
    FloatVector h = x;
    FloatVector i = x;
    FloatVector j = x;
    FloatVector k = x;
    FloatVector l = x;
    for (int step = 0; step < 1 << 20; step++) {
      a = a.fma(y, x);
      b = b.fma(y, x);
      c = c.fma(y, x);
      d = d.fma(y, x);
      e = e.fma(y, x);
      f = f.fma(y, x);
      g = g.fma(y, x);
      h = h.fma(y, x);
      i = i.fma(y, x);
      j = j.fma(y, x);
      k = k.fma(y, x);
      l = l.fma(y, x);
    }
    FloatVector all = a.add(b).add(c).add(d).add(e).add(f);
    return all.add(g).add(h).add(i).add(j).add(k).add(l).reduceLanes(VectorOperators.ADD);
  }
}
