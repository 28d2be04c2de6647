package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.jobs.live.Broker;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.NeighbourView;
import io.nearfield.jobs.spark.BatchSearch;
import io.nearfield.jobs.spark.SparkSteps;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield search}. */
@Command(
    name = "search",
    description = "Finds the nearest neighbours: of one query at once, or of a file of queries.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield search --index products --text 'warm jacket for rain'",
      "  nearfield search --index products --id sku-17 -k 5 --filter \"price < 20 and lang ="
          + " 'de'\"",
      "  nearfield search --index look --image photo.jpg --json",
      "  nearfield search --index products --queries questions.txt --output answers.parquet",
      "  nearfield search --index products --queries table:lake.shop.asked --radius 0.3 -k 100",
      "  nearfield search --index products --text 'warm jacket' --live",
      "",
      "A filter knows and, or, not, parentheses, = != < <= > >=, in (...), between a and b,",
      "like 'x%%', is null and is not null over the index's columns (nearfield list)."
    })
final class SearchCommand implements Callable<Integer> {

  private static final int UNSET_RERANK = -1;
  private static final int MAX_RERANK = 1_000;

  @ParentCommand private RootCommand root;

  @Option(
      names = "--index",
      required = true,
      paramLabel = "IDX",
      description = "Which index: its name, or dataset.name.")
  private String index;

  @Option(names = "--dataset", paramLabel = "NAME", description = "The dataset of the index.")
  private String dataset;

  @Mixin private QueryOptions query;

  @Option(
      names = "-k",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many neighbours. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--filter",
      paramLabel = "EXPRESSION",
      description = "Only among entities for which this is true.")
  private String filter;

  @Option(
      names = "--nprobe",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many cells to probe. Default: the generation's own.")
  private int nprobe;

  @Option(
      names = "--rerank",
      paramLabel = "N",
      defaultValue = "" + UNSET_RERANK,
      description = "Candidates per neighbour compared exactly. Default: the generation's own.")
  private int rerank;

  @Option(names = "--exact", description = "Compares every entry by its full vector.")
  private boolean exact;

  @Option(
      names = "--radius",
      paramLabel = "DISTANCE",
      description =
          "With --queries: everything at most this far, of more than -k entries the nearest.")
  private Float radius;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Refuses to search unless this model made the index.")
  private String model;

  @Option(names = "--live", description = "Asks the running live job, through Kafka.")
  private boolean live;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "The Kafka of --live. Default: NEARFIELD_BOOTSTRAP_SERVERS, else the broker that the"
              + " warehouse's own live job started.")
  private String bootstrapServers;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long to wait for --live. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description =
          "Where the answers of --queries go: a .json or .jsonl file, else a Parquet folder."
              + " Default: a table, or JSON lines with --json.")
  private String output;

  @Override
  public Integer call() {
    Numbers.requireAtLeast(1, timeout, "wait " + timeout + " seconds for an answer", "--timeout");
    Numbers.requireAtLeast(0, nprobe, "probe " + nprobe + " cells", "--nprobe");
    Numbers.requireBetween(
        UNSET_RERANK,
        MAX_RERANK,
        rerank,
        "compare " + rerank + " candidates per neighbour",
        "--rerank");
    String queriesFile = query.queriesFile();
    if (queriesFile == null && output != null) {
      throw new IllegalArgumentException("Cannot use --output without --queries");
    }
    if (radius != null && nprobe > 0) {
      throw new IllegalArgumentException(
          "Cannot use --nprobe with --radius: all cells that can hold something so near are"
              + " probed");
    }
    if (queriesFile == null && radius != null) {
      throw new IllegalArgumentException("Cannot use --radius without --queries");
    }
    if (queriesFile != null && live) {
      throw new IllegalArgumentException("Cannot use --queries with --live: ask one at a time");
    }
    return queriesFile == null ? one() : batch(queriesFile);
  }

  private int one() {
    Lookup lookup =
        Lookup.of(query.single(), k)
            .withFilter(filter)
            .with(new Lookup.Effort(nprobe, rerank, exact));
    try (Lake lake = root.openLake()) {
      IndexRef ref = lake.resolveIndex(index, dataset);
      long begun = System.nanoTime();
      requireModel(lake, ref);
      Neighbours neighbours = live ? askLive(ref, lookup) : askTable(lake, ref, lookup);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      new NeighbourView(lake, ref.dataset())
          .withColumns(lake.index(ref).filterColumns(), filter)
          .print(root.console(), neighbours, root.json(), "");
      if (!root.json()) {
        say(ref, neighbours, took);
      }
    }
    return ExitStatus.OK;
  }

  private void say(IndexRef ref, Neighbours neighbours, Duration took) {
    root.console()
        .err()
        .println(
            Figures.count(neighbours.neighbours().size(), "neighbour")
                + " from "
                + ref
                + ", generation "
                + neighbours.generation()
                + (exact ? ", exact" : "")
                + ", in "
                + Figures.duration(took)
                + (neighbours.isComplete() ? "" : "; partial: " + neighbours.partial()));
  }

  private Neighbours askTable(Lake lake, IndexRef ref, Lookup lookup) {
    ModelOptions options = ModelOptions.defaults().forQueries();
    try (IndexSearcher searcher =
        IndexSearcher.open(lake, ref, set -> Models.shared(set.modelLocation(), options))) {
      return searcher.search(lookup);
    }
  }

  private Neighbours askLive(IndexRef ref, Lookup lookup) {
    String servers = Broker.locate(bootstrapServers, root.environment(), root.lakeOptions());
    try (LiveClient client = new LiveClient(servers, LiveTopics.of(ref))) {
      LookupAnswer answer = client.ask(LookupRequest.of(lookup), Duration.ofSeconds(timeout));
      if (answer.failed()) {
        throw new NearfieldException(answer.error());
      }
      return answer.neighbours();
    }
  }

  private void requireModel(Lake lake, IndexRef ref) {
    if (model != null) {
      ModelIdentity mine = Models.identity(model);
      mine.requireSame(lake.index(ref).requireActive().model(), "index '" + ref + "'");
    }
  }

  private int batch(String queriesFile) {
    BatchSearch search =
        new BatchSearch(
            index,
            dataset,
            queriesFile,
            output,
            k,
            filter,
            nprobe,
            rerank,
            exact,
            radius == null ? Float.NaN : radius,
            model,
            root.json(),
            root.console());
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      long rows = steps.search(search);
      if (output != null) {
        root.console().err().println(Figures.count(rows, "row") + " written to " + output);
      }
    }
    return ExitStatus.OK;
  }
}
