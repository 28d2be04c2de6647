package io.nearfield.flink.local;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.kafka.LiveFolder;
import io.nearfield.flink.broker.LocalBroker;
import java.util.Optional;

/**
 * The Kafka of a local live job: the one that was named, or the warehouse's own, which the first
 * live job starts and later ones share.
 */
final class LocalKafka implements AutoCloseable {

  private final String bootstrapServers;
  private final LocalBroker broker;
  private final FolderLock lock;
  private final boolean borrowed;

  private LocalKafka(
      String bootstrapServers, LocalBroker broker, FolderLock lock, boolean borrowed) {
    this.bootstrapServers = bootstrapServers;
    this.broker = broker;
    this.lock = lock;
    this.borrowed = borrowed;
  }

  static LocalKafka of(LocalLiveOptions options) {
    Optional<LiveFolder> folder = LiveFolder.of(options.lake().warehouse());
    LocalKafka kafka;
    if (options.bootstrapServers() != null) {
      kafka = new LocalKafka(options.bootstrapServers(), null, null, false);
    } else {
      kafka =
          own(
              options,
              folder.orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Cannot start a broker for warehouse '"
                              + options.lake().warehouse()
                              + "': it is not a local folder; name a broker"
                              + " (--bootstrap-servers)")));
    }
    folder.ifPresent(f -> f.writeBootstrapServers(kafka.bootstrapServers));
    return kafka;
  }

  private static LocalKafka own(LocalLiveOptions options, LiveFolder folder) {
    Optional<FolderLock> lock = FolderLock.tryTake(folder.brokerLock());
    if (lock.isEmpty()) {
      return new LocalKafka(
          folder
              .bootstrapServers()
              .orElseThrow(
                  () ->
                      new NearfieldException(
                          "Cannot find the broker of warehouse '"
                              + options.lake().warehouse()
                              + "': another live job is just starting it; try again")),
          null,
          null,
          true);
    }
    try {
      LocalBroker broker = start(options, folder);
      return new LocalKafka(broker.bootstrapServers(), broker, lock.get(), false);
    } catch (RuntimeException e) {
      lock.get().close();
      throw e;
    }
  }

  /** On the port of last time if nobody has it by now, so that clients need not look again. */
  private static LocalBroker start(LocalLiveOptions options, LiveFolder folder) {
    if (options.brokerPort() == 0) {
      Optional<Integer> lastPort =
          folder.bootstrapServers().flatMap(LocalKafka::localPort).filter(LocalBroker::isFree);
      if (lastPort.isPresent()) {
        return LocalBroker.start(folder.brokerLogs(), lastPort.get());
      }
    }
    return LocalBroker.start(folder.brokerLogs(), options.brokerPort());
  }

  private static Optional<Integer> localPort(String servers) {
    return servers.matches("127\\.0\\.0\\.1:\\d{1,5}")
        ? Optional.of(Integer.parseInt(servers.substring(servers.indexOf(':') + 1)))
        : Optional.empty();
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Whether another live job of the warehouse runs this broker, and ends it when it ends. */
  boolean isBorrowed() {
    return borrowed;
  }

  @Override
  public void close() {
    if (broker != null) {
      broker.close();
      lock.close();
    }
  }
}
