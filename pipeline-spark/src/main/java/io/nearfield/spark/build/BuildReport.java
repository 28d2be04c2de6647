package io.nearfield.spark.build;

import io.nearfield.connect.api.Generation;

/**
 * What a build came to.
 *
 * @param generation the generation that was built, graded and then activated or rejected; the
 *     active one if nothing had to be built
 * @param built false if the active generation was up to date
 * @param reason why this spec was chosen if it was left open, why nothing was built, else null
 * @param advice what to change, if the generation was rejected, else null
 * @param seconds how long the build took
 */
public record BuildReport(
    Generation generation, boolean built, String reason, String advice, double seconds) {

  /** Whether the generation serves lookups. */
  public boolean active() {
    return generation.state() == Generation.State.ACTIVE;
  }
}
