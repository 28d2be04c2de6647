package io.nearfield.flink.local;

import static io.nearfield.index.Metric.EUCLIDEAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.connect.kafka.TopicSetup;
import io.nearfield.flink.CanaryOptions;
import io.nearfield.flink.LiveJob;
import io.nearfield.flink.LiveOptions;
import io.nearfield.flink.broker.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the job publishes of itself while it answers. */
class LiveCanaryIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int DIMENSION = 8;
  private static final int K = 10;
  private static final int LOOKUPS = 60;

  @TempDir Path folder;

  private InMemoryReporter reporter;

  @Test
  void recallIsThatOfTheAnswersAndLookupsAreCounted() throws Exception {
    LakeOptions lakeOptions = LakeOptions.of(folder.resolve("lake").toString());
    Plan plan = build(lakeOptions);
    LiveTopics topics = LiveTopics.of(plan.ref());
    Configuration configuration = new Configuration();
    reporter = InMemoryReporter.create();
    reporter.addToConfiguration(configuration);
    try (LocalBroker broker = LocalBroker.start(folder.resolve("kafka"), 0)) {
      TopicSetup.ensure(broker.bootstrapServers(), topics);
      StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
      LiveJob.define(
          env,
          LiveOptions.of(lakeOptions, plan.ref(), broker.bootstrapServers())
              .withParallelism(2)
              .withCanary(CanaryOptions.defaults().withShare(1).withInterval(Duration.ZERO)));
      JobGraph graph = env.getStreamGraph().getJobGraph();
      MiniClusterConfiguration mini =
          new MiniClusterConfiguration.Builder()
              .setConfiguration(configuration)
              .setNumTaskManagers(1)
              .setNumSlotsPerTaskManager(2)
              .build();
      try (MiniCluster cluster = new MiniCluster(mini)) {
        cluster.start();
        cluster.submitJob(graph).get();
        try (LiveClient client = new LiveClient(broker.bootstrapServers(), topics)) {
          compare(client);
        }
        cluster.cancelJob(graph.getJobID()).get();
      }
    }
  }

  private static Plan build(LakeOptions options) {
    Plan plan =
        Plan.of("graded", LakeFixture.featureSet("shop", "r", EUCLIDEAN, DIMENSION), "IVF24,PQ4")
            .withPartitions(4)
            .withNprobe(2)
            .withRerankFactor(1);
    Random random = new Random(3);
    List<Entity> entities =
        IntStream.range(0, 2_000)
            .mapToObj(i -> new Entity("e" + i, vector(random), Map.of()))
            .toList();
    try (Lake lake = Lake.open(options)) {
      LakeFixture.build(lake, plan, entities);
    }
    return plan;
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private void compare(LiveClient client) {
    Random random = new Random(4);
    double recall = 0;
    for (int i = 0; i < LOOKUPS; i++) {
      Lookup lookup = Lookup.of(new Lookup.ByVector(vector(random)), K);
      List<String> found = ids(client, lookup);
      recall += ids(client, lookup.asExact()).stream().filter(found::contains).count();
    }
    recall /= LOOKUPS * K;
    assertThat(recall).isBetween(0.2, 0.98);

    // What the canary found is handed on with the next message: give it some.
    await(
        () -> {
          ids(client, Lookup.of(new Lookup.ByVector(new float[DIMENSION]), 1).asExact());
          return count("gradedLookups") >= LOOKUPS;
        });
    assertThat(count("gradedLookups")).isEqualTo(LOOKUPS);
    double published = gauge("recall");
    assertThat(published).isCloseTo(recall, within(1e-9));
    assertThat(gauge("recallLow")).isLessThan(published);
    assertThat(gauge("recallHigh")).isGreaterThan(published);
    assertThat(metrics("partition\\.0\\.recall")).hasSize(1);
    assertThat(metrics("partition\\.3\\.recallHigh")).hasSize(1);
    assertThat(gauge("recallTarget")).isBetween(0.0, 1.0);

    assertThat(count("merge answers\\.\\d\\.lookups")).isGreaterThanOrEqualTo(2 * LOOKUPS);
    List<Metric> latency = metrics("lookupLatencyMs");
    assertThat(latency).isNotEmpty();
    latency.forEach(
        histogram ->
            assertThat(((Histogram) histogram).getStatistics().getQuantile(0.5))
                .isGreaterThanOrEqualTo(0));
  }

  /** By operator, subtask and name, such as {@code grade answers.0.recall}. */
  private List<Metric> metrics(String ending) {
    List<Metric> found = new ArrayList<>();
    reporter
        .getMetricsByGroup()
        .forEach(
            (group, metrics) ->
                metrics.forEach(
                    (name, metric) -> {
                      if (group.getMetricIdentifier(name).matches(".*\\." + ending)) {
                        found.add(metric);
                      }
                    }));
    return found;
  }

  private long count(String ending) {
    return metrics(ending).stream().mapToLong(metric -> ((Counter) metric).getCount()).sum();
  }

  private double gauge(String name) {
    List<Metric> found = metrics("grade answers\\.0\\." + name);
    assertThat(found).as(name).hasSize(1);
    return ((Number) ((Gauge<?>) found.get(0)).getValue()).doubleValue();
  }

  private static List<String> ids(LiveClient client, Lookup lookup) {
    return client.ask(LookupRequest.of(lookup), TIMEOUT).neighbours().neighbours().stream()
        .map(Neighbour::entityId)
        .toList();
  }

  private static void await(BooleanSupplier so) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }
}
