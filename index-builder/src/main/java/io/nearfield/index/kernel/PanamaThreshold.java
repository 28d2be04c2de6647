package io.nearfield.index.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Which of 64 sums reach a threshold, once turned into values: (least + step * sum) * scale + bias.
 * Not thread-safe.
 */
final class PanamaThreshold {

  // What stands in for biases and scales that are not there, so that there is one loop.
  private static final float[] NO_BIAS = new float[InterleavedBlock.ENTRIES];
  private static final byte[] NO_SCALE = new byte[4 * InterleavedBlock.ENTRIES];

  // A bit for each lane of a register, the first sixteen entries of a word and the next.
  private static final IntVector BITS = bits(0);
  private static final IntVector NEXT_BITS = bits(PanamaLanes.LANES);

  // The float with these bits and an integer below 2^23 in its lower ones is 2^23 plus it.
  private static final int EXPONENT = 0x4B000000;
  private static final float TWO_TO_23 = 8_388_608f;

  static {
    for (int i = 0; i < InterleavedBlock.ENTRIES; i++) {
      ScalarScans.putScale(NO_SCALE, 0, i, 1f);
    }
  }

  private final float least;
  private final float step;
  private final float below;
  private final float[] block = new float[InterleavedBlock.ENTRIES];
  private byte[] scales = NO_SCALE;
  private int scalesFrom;
  private float[] biases = NO_BIAS;
  private int biasesFrom;

  PanamaThreshold(float least, float step, float threshold) {
    this.least = least;
    this.step = step;
    this.below = Math.nextDown(threshold); // a value is at least the threshold if above this
  }

  void scales(boolean scaled, byte[] store, int from) {
    if (scaled) {
      scales = store;
      scalesFrom = from;
    }
  }

  void biases(float[] bias, int from, int count) {
    if (bias == null) {
      return;
    }
    if (from + InterleavedBlock.ENTRIES <= bias.length) {
      biases = bias;
      biasesFrom = from;
    } else {
      biases = new float[InterleavedBlock.ENTRIES];
      biasesFrom = 0;
      System.arraycopy(bias, from, biases, 0, count);
    }
  }

  /** Adds those of a block's first {@code count} entries that pass; returns how many there are. */
  int select(int[] sums, int slot, int count, int[] slots, float[] values, int found) {
    long passed = 0;
    for (int e = 0; e < InterleavedBlock.ENTRIES; e += 2 * PanamaLanes.LANES) {
      int bits =
          signs(sums, e)
              .and(BITS)
              .or(signs(sums, e + PanamaLanes.LANES).and(NEXT_BITS))
              .reduceLanes(VectorOperators.OR);
      passed |= (bits & 0xffffffffL) << e;
    }
    if (count < InterleavedBlock.ENTRIES) {
      passed &= (1L << count) - 1;
    }
    int next = found;
    while (passed != 0) {
      int e = Long.numberOfTrailingZeros(passed);
      slots[next] = slot + e;
      values[next++] = block[e];
      passed &= passed - 1;
    }
    return next;
  }

  /** All bits set in the lanes of values above {@link #below}. */
  private IntVector signs(int[] sums, int e) {
    FloatVector scale =
        ByteVector.fromArray(PanamaLanes.CODES, scales, scalesFrom + 4 * e).reinterpretAsFloats();
    FloatVector value =
        IntVector.fromArray(PanamaLanes.INTS, sums, e)
            .or(EXPONENT)
            .reinterpretAsFloats()
            .sub(TWO_TO_23)
            .mul(step)
            .add(least)
            .mul(scale)
            .add(FloatVector.fromArray(PanamaLanes.SPECIES, biases, biasesFrom + e));
    value.intoArray(block, e);
    return FloatVector.broadcast(PanamaLanes.SPECIES, below)
        .sub(value)
        .reinterpretAsInts()
        .lanewise(VectorOperators.ASHR, 31);
  }

  private static IntVector bits(int first) {
    int[] bits = new int[PanamaLanes.LANES];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = 1 << (first + i);
    }
    return IntVector.fromArray(PanamaLanes.INTS, bits, 0);
  }
}
