package io.nearfield.benchmarks;

import io.nearfield.benchmarks.http.InProcess;
import io.nearfield.benchmarks.http.ServedProcess;
import io.nearfield.benchmarks.http.Wrk;
import io.nearfield.connect.Nearfield;
import io.nearfield.connect.SearchIndex;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.Lookup;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.iceberg.io.CloseableIterable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code http}: lookups over HTTP, beside the same lookups by calls. */
@Command(
    name = "http",
    description = {
      "Asks 'nearfield serve' as fast as the load tool wrk can, in turns with the same lookups by",
      "calls inside this process, and watches the service's memory meanwhile."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: benchmarks/run http --warehouse w --dataset shop --index things"})
final class HttpCommand implements Callable<Integer> {

  private static final int WARM_UP = 3;

  @Mixin private Console console;

  @Option(names = "--warehouse", required = true, description = "a warehouse with a built index")
  private String warehouse;

  @Option(names = "--dataset", required = true, description = "the dataset of the index")
  private String dataset;

  @Option(names = "--index", required = true, description = "the index")
  private String index;

  @Option(
      names = "--queries",
      defaultValue = "1000",
      description = "how many different vectors are asked with (default: ${DEFAULT-VALUE})")
  private int queries;

  @Option(names = "-k", defaultValue = "10", description = "neighbours (default: ${DEFAULT-VALUE})")
  private int k;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "of each turn (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "turns (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--connections",
      defaultValue = "8",
      description = "requests under way at once (default: ${DEFAULT-VALUE})")
  private int connections;

  @Option(names = "--bare", description = "leaves out what the items say, as the calls do")
  private boolean bare;

  @Override
  public Integer call() throws Exception {
    if (!Wrk.isInstalled()) {
      throw new BenchmarkException(
          "Cannot measure: the load tool wrk is not installed; 'apt-get install wrk' brings it");
    }
    int threads = Runtime.getRuntime().availableProcessors();
    Path launcher =
        Path.of(System.getProperty("nearfield.benchmarks")).resolveSibling("bin/nearfield");
    Markdown table =
        new Markdown("way", "lookups/s", "ratio", "median ms", "p99 ms", "errors", "MiB");
    Wrk tool = new Wrk(1, connections, seconds);
    try (Nearfield nearfield = Nearfield.open(warehouse);
        ServedProcess served = new ServedProcess(launcher, warehouse)) {
      SearchIndex searched = nearfield.dataset(dataset).index(index);
      List<float[]> vectors = sample(nearfield, searched);
      List<Lookup> lookups =
          vectors.stream().map(v -> Lookup.of(new Lookup.ByVector(v), k)).toList();
      List<String> bodies = vectors.stream().map(this::body).toList();
      URI address =
          URI.create(
              "%s/api/v1/datasets/%s/indexes/%s/lookups%s"
                  .formatted(served.address(), dataset, index, bare ? "?bare=true" : ""));
      console.progress("warming both");
      InProcess.run(searched, lookups, threads, WARM_UP);
      new Wrk(1, connections, WARM_UP * 2).post(address, bodies);
      for (int round = 1; round <= rounds; round++) {
        console.progress("turn " + round);
        Wrk.Load calls = InProcess.run(searched, lookups, threads, seconds);
        Wrk.Load http = tool.post(address, bodies);
        row(table, "calls", calls, calls, "");
        row(table, "HTTP", http, calls, Long.toString(served.residentMebibytes()));
      }
    }
    console.out(Machine.line());
    console.out(
        "%s.%s, k = %d, %d vectors, %d threads by calls, %d connections over HTTP%s"
            .formatted(
                dataset, index, k, queries, threads, connections, bare ? ", without items" : ""));
    console.out("");
    table.lines().forEach(console::out);
    return 0;
  }

  private static void row(
      Markdown table, String way, Wrk.Load load, Wrk.Load calls, String memory) {
    table.row(
        way,
        number(load.rate(), 0),
        number(load.rate() / calls.rate(), 2),
        number(load.median(), 2),
        number(load.p99(), 2),
        Long.toString(load.errors()),
        memory);
  }

  /** Vectors of the index itself, from all its partitions. */
  private List<float[]> sample(Nearfield nearfield, SearchIndex searched) throws Exception {
    var table = nearfield.lake().index(searched.ref());
    var generation = searched.generation();
    List<float[]> vectors = new ArrayList<>();
    int each = queries / Math.max(1, generation.partitions()) + 1;
    for (int partition = 0; partition < generation.partitions(); partition++) {
      int taken = 0;
      try (CloseableIterable<IndexEntry> entries = table.entries(generation.number(), partition)) {
        for (IndexEntry entry : entries) {
          if (taken++ == each || vectors.size() == queries) {
            break;
          }
          vectors.add(entry.vector());
        }
      }
    }
    return vectors;
  }

  private String body(float[] vector) {
    StringBuilder body = new StringBuilder("{\"k\":").append(k).append(",\"vector\":[");
    for (int i = 0; i < vector.length; i++) {
      body.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return body.append("]}").toString();
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
