package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.TableOptions;
import io.nearfield.flink.local.LocalLiveOptions;
import io.nearfield.jobs.flink.LiveRun;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield live}. */
@Command(
    name = "live",
    description =
        "Keeps an index live until stopped: a Flink job that takes changes and lookups from Kafka"
            + " and answers through it. Starts a broker on loopback unless one is given.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield live --index products",
      "  nearfield live --index products --bootstrap-servers kafka-1:9092,kafka-2:9092",
      "",
      "Then, from another terminal:",
      "  nearfield add --index products --id new-1 --text 'A rain jacket for dogs'",
      "  nearfield search --index products --text 'dog coat' --live",
      "",
      "On a Flink cluster: see 'flink run' in README.md."
    })
final class LiveCommand implements Callable<Integer> {

  /** The live job's number of key groups. */
  private static final int MAX_PARALLELISM = 128;

  private static final long LEAST_INTERVAL = 100;

  @ParentCommand private RootCommand root;

  @Option(
      names = "--index",
      required = true,
      paramLabel = "IDX",
      description = "Which index: its name, or dataset.name.")
  private String index;

  @Option(names = "--dataset", paramLabel = "NAME", description = "The dataset of the index.")
  private String dataset;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "A Kafka that is there. Default: NEARFIELD_BOOTSTRAP_SERVERS, else a broker on loopback"
              + " with its log in the warehouse.")
  private String bootstrapServers;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The started broker's port; 0 for a free one.")
  private int port;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "Subtasks of every operator. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "MS",
      defaultValue = "5000",
      description = "Milliseconds between checkpoints. Default: ${DEFAULT-VALUE}.")
  private long checkpointInterval;

  @Mixin private LiveStateFlags state;

  @Mixin private LiveWatchFlags watch;

  @Option(
      names = "--commit-interval",
      paramLabel = "MS",
      defaultValue = "60000",
      description =
          "Least milliseconds between two commits to the tables of what the job saw. Default:"
              + " ${DEFAULT-VALUE}.")
  private long commitInterval;

  @Option(
      names = "--no-tables",
      description = "Writes no table: changes are in the checkpoints and in Kafka alone.")
  private boolean noTables;

  @Option(
      names = "--changes",
      paramLabel = "FROM",
      defaultValue = "kafka",
      description =
          "Where changes come from: kafka, table (new snapshots of the feature set, whoever"
              + " commits them) or both. Default: ${DEFAULT-VALUE}.")
  private TableOptions.Changes changes;

  @Option(
      names = "--while-stdin-open",
      hidden = true,
      description = "Ends when standard input does: for a process that started this one.")
  private boolean whileStdinOpen;

  @Override
  public Integer call() throws InterruptedException {
    Numbers.requireBetween(0, 65_535, port, "start a broker on port " + port, "--port");
    Numbers.requireBetween(
        1, MAX_PARALLELISM, parallelism, "run " + parallelism + " subtasks", "--parallelism");
    Numbers.requireAtLeast(
        LEAST_INTERVAL,
        checkpointInterval,
        "checkpoint every " + checkpointInterval + " ms",
        "--checkpoint-interval");
    Numbers.requireAtLeast(
        LEAST_INTERVAL,
        commitInterval,
        "commit every " + commitInterval + " ms",
        "--commit-interval");
    LakeOptions lakeOptions = root.lakeOptions();
    IndexRef ref;
    try (Lake lake = Lake.open(lakeOptions)) {
      ref = lake.resolveIndex(index, dataset);
      lake.index(ref).requireActive();
    }
    LocalLiveOptions options =
        LocalLiveOptions.of(lakeOptions, ref)
            .withBootstrapServers(servers())
            .withBrokerPort(port)
            .withParallelism(parallelism)
            .withCheckpointInterval(Duration.ofMillis(checkpointInterval))
            .withState(state.options(parallelism))
            .withWatch(watch.options())
            .withTables(tables());
    new LiveRun(options, root.console(), root.json(), whileStdinOpen).run();
    return ExitStatus.OK;
  }

  private TableOptions tables() {
    TableOptions tables =
        TableOptions.defaults()
            .withChanges(changes)
            .withCommitInterval(Duration.ofMillis(commitInterval));
    return noTables ? tables.readOnly() : tables;
  }

  private String servers() {
    if (bootstrapServers != null) {
      return bootstrapServers;
    }
    String set = root.environment().get("NEARFIELD_BOOTSTRAP_SERVERS");
    return set == null || set.isBlank() ? null : set;
  }
}
