package io.nearfield.flink;

import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The live index as a Flink job. */
public final class LiveJob {

  private LiveJob() {}

  /** Defines the job in {@code env}; the caller executes it. */
  public static void define(StreamExecutionEnvironment env, LiveOptions options) {
    throw new UnsupportedOperationException(env + " " + options);
  }

  /** The latest completed checkpoint under a directory: the path of its {@code chk-n} folder. */
  public static Optional<String> latestCheckpoint(String directory) {
    throw new UnsupportedOperationException(directory);
  }
}
