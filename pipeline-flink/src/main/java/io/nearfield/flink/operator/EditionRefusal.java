package io.nearfield.flink.operator;

import io.nearfield.connect.api.Generation;
import io.nearfield.flink.message.Edition;

/** The edition that is not to be swapped to, for a while or for good; the last one of them. */
final class EditionRefusal {

  private Edition refused;
  private long until;

  void until(Edition edition, long time) {
    refused = edition;
    until = time;
  }

  void forGood(Edition edition) {
    until(edition, Long.MAX_VALUE);
  }

  boolean holds(Generation generation, long now) {
    return refused != null
        && refused.generation() == generation.number()
        && refused.refresh() == generation.refreshes()
        && now < until;
  }

  /** Why a job that has begun with one generation cannot serve another, or null. */
  static String unfit(Generation begun, Generation next) {
    String other = null;
    if (!next.featureSet().equals(begun.featureSet())) {
      other = "feature set '" + next.featureSet() + "' instead of '" + begun.featureSet() + "'";
    } else if (!next.model().equals(begun.model())) {
      other = "model " + next.model().name() + " instead of " + begun.model().name();
    } else if (next.metric() != begun.metric()) {
      other = "metric " + next.metric() + " instead of " + begun.metric();
    }
    return other == null
        ? null
        : "it was built with "
            + other
            + ", so the changes since would have to be embedded anew; start the live job again";
  }
}
