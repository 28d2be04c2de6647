package io.nearfield.index.kernel;

import static io.nearfield.index.kernel.PanamaLanes.LANES;
import static io.nearfield.index.kernel.PanamaLanes.SPECIES;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Products and distances with rows of bytes on the vector unit. */
final class PanamaByteRows implements ByteRowSupport {

  private static final boolean WIDENS = LANES >= 8; // there is no species of four bytes

  @Override
  public float dot(float[] weights, byte[] codes, int codesFrom, int n) {
    float sum = 0;
    int i = 0;
    if (WIDENS) {
      // One addition waits for the one before: four sums keep the unit busy.
      FloatVector s0 = FloatVector.zero(SPECIES);
      FloatVector s1 = FloatVector.zero(SPECIES);
      FloatVector s2 = FloatVector.zero(SPECIES);
      FloatVector s3 = FloatVector.zero(SPECIES);
      for (; i <= n - 4 * LANES; i += 4 * LANES) {
        int at = codesFrom + i;
        s0 = PanamaLanes.load(weights, i).fma(widen(codes, at), s0);
        s1 = PanamaLanes.load(weights, i + LANES).fma(widen(codes, at + LANES), s1);
        s2 = PanamaLanes.load(weights, i + 2 * LANES).fma(widen(codes, at + 2 * LANES), s2);
        s3 = PanamaLanes.load(weights, i + 3 * LANES).fma(widen(codes, at + 3 * LANES), s3);
      }
      for (; i <= n - LANES; i += LANES) {
        s0 = PanamaLanes.load(weights, i).fma(widen(codes, codesFrom + i), s0);
      }
      sum = PanamaLanes.sum(s0.add(s1).add(s2.add(s3)));
    }
    for (; i < n; i++) {
      sum += weights[i] * (codes[codesFrom + i] & 255);
    }
    return sum;
  }

  @Override
  public float squaredL2(float[] from, float[] step, byte[] codes, int codesFrom, int n) {
    float sum = 0;
    int i = 0;
    if (WIDENS) {
      FloatVector s0 = FloatVector.zero(SPECIES);
      FloatVector s1 = FloatVector.zero(SPECIES);
      for (; i <= n - 2 * LANES; i += 2 * LANES) {
        FloatVector d0 = apart(from, step, i, codes, codesFrom + i);
        FloatVector d1 = apart(from, step, i + LANES, codes, codesFrom + i + LANES);
        s0 = d0.fma(d0, s0);
        s1 = d1.fma(d1, s1);
      }
      for (; i <= n - LANES; i += LANES) {
        FloatVector d = apart(from, step, i, codes, codesFrom + i);
        s0 = d.fma(d, s0);
      }
      sum = PanamaLanes.sum(s0.add(s1));
    }
    for (; i < n; i++) {
      float d = from[i] - step[i] * (codes[codesFrom + i] & 255);
      sum += d * d;
    }
    return sum;
  }

  @Override
  public float l1(float[] from, float[] step, byte[] codes, int codesFrom, int n) {
    float sum = 0;
    int i = 0;
    if (WIDENS) {
      FloatVector s = FloatVector.zero(SPECIES);
      for (; i <= n - LANES; i += LANES) {
        s = s.add(apart(from, step, i, codes, codesFrom + i).abs());
      }
      sum = PanamaLanes.sum(s);
    }
    for (; i < n; i++) {
      sum += Math.abs(from[i] - step[i] * (codes[codesFrom + i] & 255));
    }
    return sum;
  }

  private static FloatVector apart(float[] from, float[] step, int i, byte[] codes, int codesFrom) {
    return PanamaLanes.load(from, i).sub(PanamaLanes.load(step, i).mul(widen(codes, codesFrom)));
  }

  // There is no unsigned conversion: flip the top bit, convert signed, add the 128 back.
  private static FloatVector widen(byte[] codes, int from) {
    return ((FloatVector)
            ByteVector.fromArray(PanamaLanes.BYTES, codes, from)
                .lanewise(VectorOperators.XOR, (byte) 0x80)
                .castShape(SPECIES, 0))
        .add(128f);
  }
}
