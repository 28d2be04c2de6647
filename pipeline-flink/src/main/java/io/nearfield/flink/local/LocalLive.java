package io.nearfield.flink.local;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.kafka.LiveFolder;
import io.nearfield.connect.kafka.TopicSetup;
import io.nearfield.flink.LiveJob;
import io.nearfield.flink.LiveOptions;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live job in this process: a mini cluster, and a broker if none is named. Goes on from the
 * latest checkpoint of the active generation, also after the process was killed; without one it
 * replays all changes.
 *
 * <pre>{@code
 * try (LocalLive live = LocalLive.start(LocalLiveOptions.of(lake, index))) {
 *   live.awaitReady(Duration.ofMinutes(2));
 *   ... new LiveClient(live.bootstrapServers(), LiveTopics.of(index)) ...
 * }
 * }</pre>
 */
public final class LocalLive implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalLive.class);

  private final String bootstrapServers;
  private final LocalCluster cluster;
  private final LocalKafka kafka;
  private final FolderLock lock;
  private boolean closed;

  private LocalLive(LocalCluster cluster, LocalKafka kafka, FolderLock lock) {
    this.bootstrapServers = kafka.bootstrapServers();
    this.cluster = cluster;
    this.kafka = kafka;
    this.lock = lock;
  }

  /**
   * Starts the broker, if none is named, and the job. Does not wait until it answers.
   *
   * @throws NearfieldException if another live job of this index runs over this warehouse, or the
   *     index has no active generation
   */
  public static LocalLive start(LocalLiveOptions options) {
    FolderLock lock = lock(options);
    LocalKafka kafka = null;
    try {
      // Asked first: no broker need start for an index that cannot be served.
      LiveJob.checkpointDirectory(liveOptions(options, "not-yet-known:0"));
      kafka = LocalKafka.of(options);
      LiveOptions live = liveOptions(options, kafka.bootstrapServers());
      TopicSetup.ensure(kafka.bootstrapServers(), live.topics());
      LocalCluster cluster = LocalCluster.submit(live, options.watch().metricsPort());
      LOG.info("Live job of index {} started at {}", options.index(), kafka.bootstrapServers());
      return new LocalLive(cluster, kafka, lock);
    } catch (RuntimeException e) {
      if (kafka != null) {
        kafka.close();
      }
      if (lock != null) {
        lock.close();
      }
      throw e;
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Whether the broker belongs to another live job of this warehouse: it ends with that one, and
   * this job waits for it to come back.
   */
  public boolean borrowsBroker() {
    return kafka.isBorrowed();
  }

  /** The checkpoint that the job went on from, if it did. */
  public Optional<String> restoredFrom() {
    return cluster.restoredFrom();
  }

  /**
   * Returns when every operator runs.
   *
   * @throws NearfieldException if that takes longer, or the job failed before, with the cause
   */
  public void awaitReady(Duration timeout) {
    cluster.awaitReady(timeout);
  }

  /**
   * Returns when the job was stopped.
   *
   * @throws NearfieldException if it failed for good, with the cause
   */
  public void awaitEnd() throws InterruptedException {
    cluster.awaitEnd();
  }

  /** Stops the job, then the broker if it was started here. The checkpoints stay. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      cluster.close();
    } finally {
      kafka.close();
      if (lock != null) {
        lock.close();
      }
    }
  }

  private static FolderLock lock(LocalLiveOptions options) {
    return LiveFolder.of(options.lake().warehouse())
        .map(
            folder ->
                FolderLock.tryTake(folder.jobLock(options.index()))
                    .orElseThrow(
                        () ->
                            new NearfieldException(
                                "Cannot start the live job of index '"
                                    + options.index()
                                    + "': another one is running over warehouse '"
                                    + options.lake().warehouse()
                                    + "'; stop it first")))
        .orElse(null);
  }

  private static LiveOptions liveOptions(LocalLiveOptions options, String bootstrapServers) {
    return LiveOptions.of(options.lake(), options.index(), bootstrapServers)
        .withParallelism(options.parallelism())
        .withCheckpointInterval(options.checkpointInterval())
        .withState(options.state())
        .withCanary(options.watch().canary())
        .withTables(options.tables());
  }
}
