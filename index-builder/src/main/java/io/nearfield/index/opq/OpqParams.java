package io.nearfield.index.opq;

import io.nearfield.index.pq.PqParams;

/**
 * How to train a rotation and the product quantizer behind it.
 *
 * @param quantizer the product quantizer; its iterations are run at the end, for the final rotation
 * @param rounds how often the rotation is improved, at least 1; training stops early when a round
 *     gains next to nothing
 */
public record OpqParams(PqParams quantizer, int rounds) {

  public OpqParams {
    if (rounds < 1) {
      throw new IllegalArgumentException(
          "Cannot train rotation: rounds must be at least 1, got " + rounds);
    }
  }

  /** {@link PqParams#of}, 50 rounds. */
  public static OpqParams of(int subQuantizers) {
    return new OpqParams(PqParams.of(subQuantizers), 50);
  }

  public OpqParams withRounds(int newRounds) {
    return new OpqParams(quantizer, newRounds);
  }

  public OpqParams withQuantizer(PqParams newQuantizer) {
    return new OpqParams(newQuantizer, rounds);
  }
}
