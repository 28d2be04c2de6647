package io.nearfield.index.kernel;

import static io.nearfield.index.kernel.PanamaLanes.LANES;
import static io.nearfield.index.kernel.PanamaLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * One vector with two rows that lie apart: two ways to memory are open at a time. More at a time
 * would exceed the compiler's budget, beyond which vectors go to the heap; and rows that lie one
 * behind the other come faster one by one, in the order in which memory is fetched ahead. Each
 * row's sum is formed in the order {@link PanamaRows} forms it for one, so the bits are the same.
 */
final class PanamaTwoRows {

  private PanamaTwoRows() {}

  static void dots(float[] query, float[] rows, int first, int second, float[] out, int to) {
    int n = query.length;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      FloatVector q0 = FloatVector.fromArray(SPECIES, query, i);
      s00 = q0.fma(FloatVector.fromArray(SPECIES, rows, first + i), s00);
      s10 = q0.fma(FloatVector.fromArray(SPECIES, rows, second + i), s10);
      FloatVector q1 = FloatVector.fromArray(SPECIES, query, i + LANES);
      s01 = q1.fma(FloatVector.fromArray(SPECIES, rows, first + i + LANES), s01);
      s11 = q1.fma(FloatVector.fromArray(SPECIES, rows, second + i + LANES), s11);
      FloatVector q2 = FloatVector.fromArray(SPECIES, query, i + 2 * LANES);
      s02 = q2.fma(FloatVector.fromArray(SPECIES, rows, first + i + 2 * LANES), s02);
      s12 = q2.fma(FloatVector.fromArray(SPECIES, rows, second + i + 2 * LANES), s12);
      FloatVector q3 = FloatVector.fromArray(SPECIES, query, i + 3 * LANES);
      s03 = q3.fma(FloatVector.fromArray(SPECIES, rows, first + i + 3 * LANES), s03);
      s13 = q3.fma(FloatVector.fromArray(SPECIES, rows, second + i + 3 * LANES), s13);
    }
    s00 = s00.add(s01).add(s02.add(s03));
    s10 = s10.add(s11).add(s12.add(s13));
    for (; i <= n - LANES; i += LANES) {
      FloatVector q = FloatVector.fromArray(SPECIES, query, i);
      s00 = q.fma(FloatVector.fromArray(SPECIES, rows, first + i), s00);
      s10 = q.fma(FloatVector.fromArray(SPECIES, rows, second + i), s10);
    }
    float t0 = PanamaLanes.sum(s00);
    float t1 = PanamaLanes.sum(s10);
    for (; i < n; i++) {
      t0 += query[i] * rows[first + i];
      t1 += query[i] * rows[second + i];
    }
    out[to] = t0;
    out[to + 1] = t1;
  }
}
