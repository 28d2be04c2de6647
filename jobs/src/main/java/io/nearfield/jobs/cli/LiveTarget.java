package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.jobs.live.Broker;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which live index a change goes to, shared by {@code add} and {@code remove}. */
final class LiveTarget {

  @Option(
      names = "--index",
      required = true,
      paramLabel = "IDX",
      description = "Which index: its name, or dataset.name.")
  private String index;

  @Option(names = "--dataset", paramLabel = "NAME", description = "The dataset of the index.")
  private String dataset;

  @Option(
      names = "--change-version",
      paramLabel = "N",
      description =
          "Of several changes to one entity the highest version counts. Default: the time in"
              + " milliseconds.")
  private Long version;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "The Kafka. Default: NEARFIELD_BOOTSTRAP_SERVERS, else the broker that the warehouse's"
              + " own live job started.")
  private String bootstrapServers;

  long version() {
    return version == null ? System.currentTimeMillis() : version;
  }

  /** Sends what {@code change} makes for the index; returns the index. */
  IndexRef send(RootCommand root, Function<LakeIndex, Change> change) {
    if (version != null) {
      Numbers.requireAtLeast(0, version, "send change version " + version, "--change-version");
    }
    try (Lake lake = root.openLake()) {
      IndexRef ref = lake.resolveIndex(index, dataset);
      Change made = change.apply(new LakeIndex(lake, ref));
      String servers = Broker.locate(bootstrapServers, root.environment(), root.lakeOptions());
      try (LiveClient client = new LiveClient(servers, LiveTopics.of(ref))) {
        client.send(made);
      }
      return ref;
    }
  }

  /** An index in an open lake. */
  record LakeIndex(Lake lake, IndexRef ref) {}
}
