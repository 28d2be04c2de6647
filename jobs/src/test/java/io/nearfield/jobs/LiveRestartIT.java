package io.nearfield.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.index.IndexSpec;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.BuildReport;
import io.nearfield.spark.embed.EmbedOptions;
import io.nearfield.spark.ingest.IngestOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills the live job without warning in the middle of changes, and counts after its restart. */
@Timeout(900)
class LiveRestartIT {

  private static final IndexRef INDEX = new IndexRef("shelf", "things");
  private static final Duration WAIT = Duration.ofMinutes(2);
  private static final int BASE = 60;

  @TempDir Path folder;
  private Process live;

  @AfterEach
  void stop() {
    if (live != null) {
      live.destroyForcibly();
    }
  }

  @Test
  void everyChangeSurvivesAKill() throws Exception {
    Path warehouse = folder.resolve("warehouse");
    NearfieldProcess nearfield = new NearfieldProcess(folder, warehouse);
    build(warehouse);
    Set<String> expected = ids("base-", 0, BASE);

    try (LiveClient client = start(nearfield)) {
      for (int i = 0; i < 150; i++) {
        client.send(add("new-" + i, 1_000 + i));
      }
      for (int i = 0; i < 20; i++) {
        client.send(new Change.Delete("base-" + i, 2_000));
      }
    }
    expected.addAll(ids("new-", 0, 150));
    expected.removeAll(ids("base-", 0, 20));
    live.destroyForcibly().waitFor(); // SIGKILL: job and broker at once

    try (LiveClient client = start(nearfield)) {
      for (int i = 100; i < 250; i++) { // fifty of them again, with the version they had
        client.send(add("new-" + i, 1_000 + i));
      }
      client.send(new Change.Delete("new-0", 3_000));
      client.send(add("new-0", 2_500)); // late: it was removed after that
      expected.addAll(ids("new-", 0, 250));
      expected.remove("new-0");
      awaitMembers(client, expected);
    }
    live.destroy();
    assertThat(live.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private void build(Path warehouse) throws Exception {
    Path input = folder.resolve("base.jsonl");
    Files.writeString(
        input,
        IntStream.range(0, BASE)
            .mapToObj(i -> "{\"id\": \"base-%d\", \"text\": \"Lantern number %d\"}".formatted(i, i))
            .collect(Collectors.joining("\n")));
    try (SparkSteps steps =
        SparkSteps.open(LakeOptions.of(warehouse.toString()), Progress.SILENT)) {
      steps.ingest(IngestOptions.of("shelf", List.of(input.toString())));
      steps.embed(EmbedOptions.of("shelf", "words"));
      BuildReport report =
          steps.build(
              BuildOptions.of(INDEX, "words")
                  .withSpec(IndexSpec.parse("IVF4,Flat"))
                  .withPartitions(2));
      assertThat(report.active()).isTrue();
    }
  }

  private LiveClient start(NearfieldProcess nearfield) throws Exception {
    Path out = Files.createTempFile(folder, "live", ".out");
    Path err = Files.createTempFile(folder, "live", ".err");
    live = nearfield.start(out, err, "live", "--index", "things", "--json");
    long begun = System.nanoTime();
    while (Files.size(out) == 0) {
      assertThat(live.isAlive()).as("live: " + Files.readString(err)).isTrue();
      assertThat(System.nanoTime() - begun).isLessThan(2 * WAIT.toNanos());
      Thread.sleep(100);
    }
    JsonNode ready = new ObjectMapper().readTree(Files.readString(out));
    return new LiveClient(ready.get("bootstrapServers").asText(), LiveTopics.of(INDEX));
  }

  private static Change add(String id, long version) {
    return new Change.Upsert(id, version, "Rucksack " + id, null, Map.of());
  }

  private static Set<String> ids(String prefix, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> prefix + i)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void awaitMembers(LiveClient client, Set<String> expected) throws Exception {
    long begun = System.nanoTime();
    List<String> found = List.of();
    while (System.nanoTime() - begun < WAIT.toNanos()) {
      LookupAnswer answer =
          client.ask(
              LookupRequest.of(Lookup.of(new Lookup.ByText("anything"), 1_000).asExact()), WAIT);
      assertThat(answer.error()).isNull();
      found = answer.neighbours().neighbours().stream().map(Neighbour::entityId).toList();
      if (new TreeSet<>(found).equals(expected)) {
        break;
      }
      Thread.sleep(200);
    }
    assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
  }
}
