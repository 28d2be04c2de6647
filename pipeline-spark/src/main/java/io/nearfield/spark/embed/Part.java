package io.nearfield.spark.embed;

import io.nearfield.connect.iceberg.FeatureFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What one task has done: files that wait to become part of the feature set, and refusals.
 *
 * @param embedded entities for whose vector the model was called
 * @param reused entities that were given a vector that was there
 * @param seconds how long it took, from when the task could begin
 * @param stopped whether there was more to do, and no more time
 */
record Part(
    FeatureFile.Written files,
    long embedded,
    long reused,
    List<Refused> refused,
    double seconds,
    boolean stopped)
    implements Serializable {

  private static final int LONGEST_MESSAGE = 500;

  /** An entity without a vector. */
  record Refused(
      String source,
      String entityId,
      String contentHash,
      String reason,
      String message,
      int attempts)
      implements Serializable {
    Refused {
      message =
          message.length() <= LONGEST_MESSAGE
              ? message
              : message.substring(0, LONGEST_MESSAGE - 3) + "...";
    }
  }

  long entities() {
    return embedded + reused + refused.size();
  }

  /** Counts while a task works. */
  static final class Builder {
    private long embedded;
    private long reused;
    private final List<Refused> refused = new ArrayList<>();
    private final long began = System.nanoTime();
    private boolean stopped;

    void embedded() {
      embedded++;
    }

    void reused() {
      reused++;
    }

    void refused(Refused one) {
      refused.add(one);
    }

    void stopped() {
      stopped = true;
    }

    double seconds() {
      return (System.nanoTime() - began) / 1e9;
    }

    Part with(FeatureFile.Written files) {
      return new Part(files, embedded, reused, List.copyOf(refused), seconds(), stopped);
    }
  }
}
