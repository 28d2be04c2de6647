package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Lookup.Combine;
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
import io.nearfield.connect.query.LookupScope;
import io.nearfield.jobs.live.Broker;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.NeighbourView;
import io.nearfield.jobs.spark.BatchSearch;
import io.nearfield.jobs.spark.SparkSteps;
import java.time.Duration;
import java.util.Map;
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
      "  nearfield search --index papers --document draft.pdf --radius '<0.4' --page 1",
      "  nearfield search --index products --ids sku-17,sku-18 --combine mean --farthest",
      "  nearfield search --index products --text 'gift' --within wishlist.txt --attributes price",
      "  nearfield search --index products --id sku-17 --view cheap --filter '{\"lang\": \"de\"}'",
      "  nearfield search --index products --queries questions.txt --output answers.parquet",
      "  nearfield search --index products --queries table:lake.shop.asked --radius 0.3 -k 100",
      "  nearfield search --index products --text 'warm jacket' --live",
      "",
      "A filter knows and, or, not, parentheses, = != < <= > >=, in (...), between a and b,",
      "like 'x%%', prefix 'x', contains 'x', exists, is null and is not null; or it is JSON with",
      "operators such as $lt and $in. It names the index's columns (nearfield list) and any field",
      "of the items: id, uri, media_type, labels, ..."
    })
final class SearchCommand implements Callable<Integer> {

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

  @Mixin private LookupOptions options;

  @Option(
      names = "--view",
      paramLabel = "NAME",
      description = "Only among the entities of a saved view (nearfield views).")
  private String view;

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
    options.check();
    String queriesFile = query.queriesFile();
    if (queriesFile == null && output != null) {
      throw new IllegalArgumentException("Cannot use --output without --queries");
    }
    if (queriesFile != null) {
      options.checkBatch();
    }
    if (queriesFile != null && view != null) {
      throw new IllegalArgumentException(
          "Cannot use --view with --queries: give the view's condition with --filter");
    }
    if (queriesFile != null && live) {
      throw new IllegalArgumentException("Cannot use --queries with --live: ask one at a time");
    }
    return queriesFile == null ? one() : batch(queriesFile);
  }

  private int one() {
    Lookup asked = options.lookup(query.single());
    try (Lake lake = root.openLake()) {
      IndexRef ref = lake.resolveIndex(index, dataset);
      long begun = System.nanoTime();
      requireModel(lake, ref);
      Lookup lookup = LookupScope.resolve(lake, ref, asked, view);
      Map<String, Neighbours> answers = live ? askLive(ref, lookup) : askTable(lake, ref, lookup);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      NeighbourView shown =
          new NeighbourView(lake, ref.dataset())
              .withColumns(lake.index(ref).filterColumns(), lookup.scope().filter())
              .after(lookup.extent().offset());
      answers.forEach(
          (entity, its) ->
              shown
                  .of(entity.isEmpty() ? null : entity)
                  .print(root.console(), its, root.json(), ""));
      if (!root.json()) {
        answers.values().stream().distinct().forEach(its -> say(ref, its, took));
      }
    }
    return ExitStatus.OK;
  }

  private void say(IndexRef ref, Neighbours neighbours, Duration took) {
    root.console()
        .err()
        .println(
            Figures.count(neighbours.neighbours().size(), "neighbour")
                + (neighbours.total() == Neighbours.UNKNOWN ? "" : " of " + neighbours.total())
                + " from "
                + ref
                + ", generation "
                + neighbours.generation()
                + (options.exact() ? ", exact" : "")
                + ", in "
                + Figures.duration(took)
                + (neighbours.isComplete() ? "" : "; partial: " + neighbours.partial()));
  }

  /** The answers by the entity they are for; under the empty name the one for all. */
  private Map<String, Neighbours> askTable(Lake lake, IndexRef ref, Lookup lookup) {
    ModelOptions forQueries = ModelOptions.defaults().forQueries();
    try (IndexSearcher searcher =
        IndexSearcher.open(lake, ref, set -> Models.shared(set.modelLocation(), forQueries))) {
      return lookup.query() instanceof Lookup.ByEntities by && by.combine() == Combine.EACH
          ? searcher.searchEach(lookup)
          : Map.of("", searcher.search(lookup));
    }
  }

  private Map<String, Neighbours> askLive(IndexRef ref, Lookup lookup) {
    String servers = Broker.locate(bootstrapServers, root.environment(), root.lakeOptions());
    try (LiveClient client = new LiveClient(servers, LiveTopics.of(ref))) {
      LookupAnswer answer = client.ask(LookupRequest.of(lookup), Duration.ofSeconds(timeout));
      if (answer.failed()) {
        throw new NearfieldException(answer.error());
      }
      return answer.each() == null ? Map.of("", answer.neighbours()) : answer.each();
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
            options.k(),
            options.filter(),
            options.nprobe(),
            options.rerank(),
            options.exact(),
            options.atMost() == null ? Float.NaN : options.atMost(),
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
