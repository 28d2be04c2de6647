package io.nearfield.flink;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;

/** Flink's settings for a live job. What is not named here is the cluster's to say. */
final class JobSettings {

  private JobSettings() {}

  static Configuration of(LiveOptions options, String checkpoints) {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.NAME, "nearfield live " + options.index());
    // Every type has a serializer of its own: one that has not is a mistake, not a case for Kryo.
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    // Messages are immutable.
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    // Sends every record at once: a change must be seen within a second, a lookup answered sooner.
    settings.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);

    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, options.checkpointInterval());
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 10);
    settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(10));

    // A swap's steps and the changes around them must be on one side of a checkpoint.
    settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    switch (options.state().backend()) {
      case CLUSTER -> {}
      case HASHMAP -> settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
      case ROCKSDB -> {
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
      }
    }

    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(500));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(20));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 20);
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(5));
    return settings;
  }
}
