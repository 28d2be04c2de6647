package io.nearfield.flink.local;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.CanaryOptions;
import io.nearfield.flink.StateOptions;
import io.nearfield.flink.TableOptions;
import java.time.Duration;

/**
 * What a live job in this process needs to know.
 *
 * @param lake where the tables lie
 * @param index the index that is kept live
 * @param bootstrapServers a Kafka that is there, or null to start one on loopback
 * @param brokerPort the started broker's port, or 0 for a free one
 * @param parallelism subtasks of every operator
 * @param checkpointInterval time between checkpoints
 * @param state how state and entries are kept
 * @param watch how it is watched
 * @param tables what the job has to do with the tables
 */
public record LocalLiveOptions(
    LakeOptions lake,
    IndexRef index,
    String bootstrapServers,
    int brokerPort,
    int parallelism,
    Duration checkpointInterval,
    StateOptions state,
    Watch watch,
    TableOptions tables) {

  /**
   * How a job is watched.
   *
   * @param canary how it grades its own answers
   * @param metricsPort where Prometheus fetches its metrics, or 0 for nowhere
   */
  public record Watch(CanaryOptions canary, int metricsPort) {

    /** Graded as usual, fetched by nobody. */
    public static Watch defaults() {
      return new Watch(CanaryOptions.defaults(), 0);
    }
  }

  /** A broker of its own on a free port, parallelism 2, a checkpoint every five seconds. */
  public static LocalLiveOptions of(LakeOptions lake, IndexRef index) {
    return new LocalLiveOptions(
        lake,
        index,
        null,
        0,
        2,
        Duration.ofSeconds(5),
        StateOptions.defaults(),
        Watch.defaults(),
        TableOptions.defaults());
  }

  public LocalLiveOptions withBootstrapServers(String servers) {
    return new LocalLiveOptions(
        lake, index, servers, brokerPort, parallelism, checkpointInterval, state, watch, tables);
  }

  public LocalLiveOptions withBrokerPort(int port) {
    return new LocalLiveOptions(
        lake, index, bootstrapServers, port, parallelism, checkpointInterval, state, watch, tables);
  }

  public LocalLiveOptions withParallelism(int newParallelism) {
    return new LocalLiveOptions(
        lake,
        index,
        bootstrapServers,
        brokerPort,
        newParallelism,
        checkpointInterval,
        state,
        watch,
        tables);
  }

  public LocalLiveOptions withCheckpointInterval(Duration newInterval) {
    return new LocalLiveOptions(
        lake, index, bootstrapServers, brokerPort, parallelism, newInterval, state, watch, tables);
  }

  public LocalLiveOptions withState(StateOptions newState) {
    return new LocalLiveOptions(
        lake,
        index,
        bootstrapServers,
        brokerPort,
        parallelism,
        checkpointInterval,
        newState,
        watch,
        tables);
  }

  public LocalLiveOptions withWatch(Watch newWatch) {
    return new LocalLiveOptions(
        lake,
        index,
        bootstrapServers,
        brokerPort,
        parallelism,
        checkpointInterval,
        state,
        newWatch,
        tables);
  }

  public LocalLiveOptions withTables(TableOptions newTables) {
    return new LocalLiveOptions(
        lake,
        index,
        bootstrapServers,
        brokerPort,
        parallelism,
        checkpointInterval,
        state,
        watch,
        newTables);
  }
}
