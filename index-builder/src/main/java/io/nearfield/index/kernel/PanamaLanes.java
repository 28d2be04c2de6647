package io.nearfield.index.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The shape of the vector unit, and the sum across its lanes. */
final class PanamaLanes {

  // Wider units than 512 bits would need other tiles; none are in reach of this JDK.
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  // The byte species with as many lanes, where there is one: codes of a byte are widened from it.
  static final VectorSpecies<Byte> BYTES =
      LANES == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  // Whole registers of bytes, of words of two of them, and of ints of four.
  static final VectorSpecies<Byte> CODES =
      LANES == 16
          ? ByteVector.SPECIES_512
          : LANES == 8 ? ByteVector.SPECIES_256 : ByteVector.SPECIES_128;
  static final VectorSpecies<Short> WORDS =
      LANES == 16
          ? ShortVector.SPECIES_512
          : LANES == 8 ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;
  static final VectorSpecies<Integer> INTS =
      LANES == 16
          ? IntVector.SPECIES_512
          : LANES == 8 ? IntVector.SPECIES_256 : IntVector.SPECIES_128;

  // Constants, one field each: an array of them would not be folded and cost the intrinsic.
  private static final VectorShuffle<Float> TURN_8 = VectorShuffle.iota(SPECIES, 8, 1, true);
  private static final VectorShuffle<Float> TURN_4 = VectorShuffle.iota(SPECIES, 4, 1, true);
  private static final VectorShuffle<Float> TURN_2 = VectorShuffle.iota(SPECIES, 2, 1, true);
  private static final VectorShuffle<Float> TURN_1 = VectorShuffle.iota(SPECIES, 1, 1, true);

  private PanamaLanes() {}

  static FloatVector load(float[] values, int from) {
    return FloatVector.fromArray(SPECIES, values, from);
  }

  // Not reduceLanes: its order of addition may differ between the interpreter and the compiler, and
  // the same sample must give the same index.
  static float sum(FloatVector v) {
    FloatVector s = v;
    if (LANES == 16) {
      s = s.add(s.rearrange(TURN_8));
    }
    if (LANES >= 8) {
      s = s.add(s.rearrange(TURN_4));
    }
    s = s.add(s.rearrange(TURN_2));
    s = s.add(s.rearrange(TURN_1));
    return s.lane(0);
  }
}
