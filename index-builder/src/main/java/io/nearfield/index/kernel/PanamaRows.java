package io.nearfield.index.kernel;

import static io.nearfield.index.kernel.PanamaLanes.LANES;
import static io.nearfield.index.kernel.PanamaLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Products and distances on the vector unit. */
final class PanamaRows implements RowSupport {

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int n) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    int i = 0;
    if (n >= 4 * LANES) {
      // Four accumulators: a fused multiply-add takes four cycles, two start in each.
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (; i <= n - 4 * LANES; i += 4 * LANES) {
        s0 = PanamaLanes.load(a, aFrom + i).fma(PanamaLanes.load(b, bFrom + i), s0);
        s1 = PanamaLanes.load(a, aFrom + i + LANES).fma(PanamaLanes.load(b, bFrom + i + LANES), s1);
        s2 =
            PanamaLanes.load(a, aFrom + i + 2 * LANES)
                .fma(PanamaLanes.load(b, bFrom + i + 2 * LANES), s2);
        s3 =
            PanamaLanes.load(a, aFrom + i + 3 * LANES)
                .fma(PanamaLanes.load(b, bFrom + i + 3 * LANES), s3);
      }
      s0 = s0.add(s1).add(s2.add(s3));
    }
    for (; i <= n - LANES; i += LANES) {
      s0 = PanamaLanes.load(a, aFrom + i).fma(PanamaLanes.load(b, bFrom + i), s0);
    }
    float sum = PanamaLanes.sum(s0);
    for (; i < n; i++) {
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    int i = 0;
    if (n >= 4 * LANES) {
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (; i <= n - 4 * LANES; i += 4 * LANES) {
        FloatVector d0 = PanamaLanes.load(a, aFrom + i).sub(PanamaLanes.load(b, bFrom + i));
        FloatVector d1 =
            PanamaLanes.load(a, aFrom + i + LANES).sub(PanamaLanes.load(b, bFrom + i + LANES));
        FloatVector d2 =
            PanamaLanes.load(a, aFrom + i + 2 * LANES)
                .sub(PanamaLanes.load(b, bFrom + i + 2 * LANES));
        FloatVector d3 =
            PanamaLanes.load(a, aFrom + i + 3 * LANES)
                .sub(PanamaLanes.load(b, bFrom + i + 3 * LANES));
        s0 = d0.fma(d0, s0);
        s1 = d1.fma(d1, s1);
        s2 = d2.fma(d2, s2);
        s3 = d3.fma(d3, s3);
      }
      s0 = s0.add(s1).add(s2.add(s3));
    }
    for (; i <= n - LANES; i += LANES) {
      FloatVector d = PanamaLanes.load(a, aFrom + i).sub(PanamaLanes.load(b, bFrom + i));
      s0 = d.fma(d, s0);
    }
    float sum = PanamaLanes.sum(s0);
    for (; i < n; i++) {
      float d = a[aFrom + i] - b[bFrom + i];
      sum += d * d;
    }
    return sum;
  }

  @Override
  public float l1(float[] a, int aFrom, float[] b, int bFrom, int n) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    int i = 0;
    if (n >= 4 * LANES) {
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (; i <= n - 4 * LANES; i += 4 * LANES) {
        s0 = s0.add(apart(a, aFrom + i, b, bFrom + i));
        s1 = s1.add(apart(a, aFrom + i + LANES, b, bFrom + i + LANES));
        s2 = s2.add(apart(a, aFrom + i + 2 * LANES, b, bFrom + i + 2 * LANES));
        s3 = s3.add(apart(a, aFrom + i + 3 * LANES, b, bFrom + i + 3 * LANES));
      }
      s0 = s0.add(s1).add(s2.add(s3));
    }
    for (; i <= n - LANES; i += LANES) {
      s0 = s0.add(apart(a, aFrom + i, b, bFrom + i));
    }
    float sum = PanamaLanes.sum(s0);
    for (; i < n; i++) {
      sum += Math.abs(a[aFrom + i] - b[bFrom + i]);
    }
    return sum;
  }

  @Override
  public void dotsAt(
      float[] query, float[] rows, int rowsFrom, int[] slots, int count, float[] out) {
    int n = query.length;
    int i = 0;
    for (; i <= count - 2; i += 2) {
      PanamaTwoRows.dots(query, rows, rowsFrom + slots[i] * n, rowsFrom + slots[i + 1] * n, out, i);
    }
    for (; i < count; i++) {
      out[i] = dot(query, 0, rows, rowsFrom + slots[i] * n, n);
    }
  }

  private static FloatVector apart(float[] a, int aFrom, float[] b, int bFrom) {
    return PanamaLanes.load(a, aFrom).sub(PanamaLanes.load(b, bFrom)).abs();
  }
}
