package io.nearfield.flink.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.connect.iceberg.EntryReader;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.flink.TableOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables show what the live job saw. Read by plain Iceberg, as any engine would. */
class TablesIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir Path warehouse;

  @Test
  void tablesEqualTheOracleAfterRestartsSwapsAndAStartWithoutState() throws Exception {
    SmallIndex.build(warehouse, 1);
    Oracle oracle = new Oracle(1);
    for (int parallelism : new int[] {2, 1, 3}) {
      try (LocalLive live = start(parallelism, TableOptions.Changes.KAFKA);
          LiveClient client = client(live)) {
        send(client, oracle, 120);
        oracle.awaitEqual(client);
        if (parallelism == 1) {
          // The job ends in the middle of whatever it is committing.
          send(client, oracle, 60);
        }
      }
    }
    try (LocalLive live = start(2, TableOptions.Changes.KAFKA);
        LiveClient client = client(live)) {
      oracle.awaitEqual(client);
      awaitTables(oracle, 1);
      SmallIndex.build(warehouse, 2, "IVF7,Flat", 3);
      await(() -> generation(client) == 2, "generation 2 serves");
      send(client, oracle, 60);
      oracle.awaitEqual(client);
      awaitTables(oracle, 2);
      // That it is complete is told by the first commit after all have said that it serves.
      send(client, oracle, 10);
      oracle.awaitEqual(client);
      awaitTables(oracle, 2);
      await(() -> !covered(2).next().isEmpty(), "generation 2 is known to be complete");
    }

    // Whatever was in the checkpoints is lost: the tables alone say where to go on.
    deleteCheckpoints();
    CoveredOffsets covered = covered(2);
    assertThat(covered.next().values()).anyMatch(offset -> offset > 0);
    try (LocalLive live = start(2, TableOptions.Changes.KAFKA);
        LiveClient client = client(live)) {
      assertThat(live.restoredFrom()).isEmpty();
      oracle.awaitEqual(client);
      // Late changes are known to be late, though nobody has read the earlier ones again.
      Random random = new Random(7);
      Map<String, Long> there = oracle.numbers();
      for (int i = 10; i < SmallIndex.ENTITIES; i++) {
        if (!Long.valueOf(-1).equals(there.get("e-" + i))) {
          client.send(
              new Change.Upsert("e-" + i, 0, null, SmallIndex.vector(random), Map.of("n", 999L)));
        }
      }
      send(client, oracle, 60);
      oracle.awaitEqual(client);
      awaitTables(oracle, 2);
    }
  }

  @Test
  void newSnapshotsOfTheFeatureTableAreChangesAsKafkasAre() throws Exception {
    SmallIndex.build(warehouse, 1);
    Random random = new Random(3);
    try (LocalLive live = start(2, TableOptions.Changes.BOTH);
        LiveClient client = client(live)) {
      float[] first = SmallIndex.vector(random);
      float[] second = SmallIndex.vector(random);
      float[] third = SmallIndex.vector(random);
      add("batch-1", first);
      awaitNearest(client, first, "batch-1");
      client.send(new Change.Upsert("live-1", 1, null, second, Map.of("n", 5L)));
      awaitNearest(client, second, "live-1");
      add("batch-1", third);
      awaitNearest(client, third, "batch-1");
      try (Lake lake = lake()) {
        await(() -> lake.features(set(lake)).find(List.of("live-1")).size() == 1, "live-1 is kept");
        delete(lake, "batch-1");
      }
      await(() -> !nearest(client, third).equals("batch-1"), "batch-1 is gone");
      awaitNearest(client, second, "live-1");
      await(
          () -> entries(1).containsKey("live-1") && !entries(1).containsKey("batch-1"), "entries");
    }
  }

  private static void delete(Lake lake, String id) {
    lake.features(set(lake)).remove(List.of(id));
  }

  private void add(String id, float[] vector) {
    try (Lake lake = lake()) {
      FeatureSet set = set(lake);
      lake.features(set)
          .upsert(
              List.of(
                  new FeatureVector(
                      id, id, vector, "h" + vector[0], set.model().hash(), Instant.now())));
    }
  }

  private static FeatureSet set(Lake lake) {
    return lake.requireFeatureSet("shop", "random");
  }

  private void awaitTables(Oracle oracle, long generation) {
    Map<String, Long> expected = oracle.numbers();
    await(
        () -> numbers(entries(generation)).equals(expected) && features(oracle),
        () -> "tables are equal: " + difference(numbers(entries(generation)), expected));
    Map<String, IndexEntry> entries = entries(generation);
    Map<String, Record> items = rows(Lake.ITEMS);
    expected.forEach(
        (id, number) -> {
          if (number >= 0) {
            assertThat(entries.get(id).vector()).containsExactly(oracle.vector(id));
            assertThat(items.get(id).getField("n")).isEqualTo(number);
            assertThat(items.get(id).getField("removed_at")).isNull();
          }
        });
    items.forEach(
        (id, row) ->
            assertThat(row.getField("removed_at") == null)
                .as(id)
                .isEqualTo(expected.containsKey(id)));
  }

  private static String difference(Map<String, Long> entries, Map<String, Long> expected) {
    Map<String, String> differs = new TreeMap<>();
    expected.forEach((id, n) -> differs.put(id, entries.get(id) + " for " + n));
    entries.forEach((id, n) -> differs.putIfAbsent(id, n + " for none"));
    differs.keySet().removeIf(id -> Objects.equals(entries.get(id), expected.get(id)));
    return differs.toString();
  }

  /** Whether the features are those of all entities that ever changed and are there. */
  private boolean features(Oracle oracle) {
    Map<String, Record> rows = rows("features_random");
    Map<String, Long> expected = oracle.numbers();
    expected.values().removeIf(number -> number < 0);
    if (!rows.keySet().equals(expected.keySet())) {
      return false;
    }
    return rows.entrySet().stream()
        .allMatch(row -> sameVector(row.getValue(), oracle.vector(row.getKey())));
  }

  private static boolean sameVector(Record row, float[] vector) {
    List<?> there = (List<?>) row.getField("vector");
    for (int i = 0; i < vector.length; i++) {
      if ((Float) there.get(i) != vector[i]) {
        return false;
      }
    }
    return there.size() == vector.length;
  }

  private static Map<String, Long> numbers(Map<String, IndexEntry> entries) {
    Map<String, Long> numbers = new HashMap<>();
    entries.forEach((id, entry) -> numbers.put(id, (Long) entry.attributes().get("n")));
    return numbers;
  }

  /** All entries; none may be in two partitions or twice in one. */
  private Map<String, IndexEntry> entries(long generation) {
    Map<String, IndexEntry> entries = new HashMap<>();
    try (Lake lake = lake()) {
      IndexTable index = lake.index(SmallIndex.REF);
      EntryReader reader = index.reader(generation, List.of("n"));
      for (int partition = 0; partition < index.generation(generation).partitions(); partition++) {
        try (CloseableIterable<IndexEntry> some = reader.entries(partition)) {
          for (IndexEntry entry : some) {
            IndexEntry other = entries.put(entry.entityId(), entry);
            assertThat(other)
                .as(
                    "%s twice: %s, and in partition %d %s",
                    entry.entityId(), other, partition, entry.attributes())
                .isNull();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  private Map<String, Record> rows(String table) {
    Map<String, Record> rows = new HashMap<>();
    try (Lake lake = lake()) {
      if (!lake.exists("shop", table)) {
        return rows;
      }
      try (CloseableIterable<Record> all =
          IcebergGenerics.read(lake.table("shop", table)).where(Expressions.alwaysTrue()).build()) {
        for (Record row : all) {
          String id = (String) row.getField("entity_id");
          assertThat(rows.put(id, row)).as(id).isNull();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private CoveredOffsets covered(long generation) {
    try (Lake lake = lake()) {
      return lake.index(SmallIndex.REF).covered(generation);
    }
  }

  private void deleteCheckpoints() throws IOException {
    try (Stream<Path> files = Files.walk(warehouse.resolve("_live/" + SmallIndex.REF.dataset()))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void await(BooleanSupplier so, String what) {
    await(so, () -> what);
  }

  private static void await(BooleanSupplier so, Supplier<String> what) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not yet: " + what.get());
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void awaitNearest(LiveClient client, float[] vector, String id) {
    await(() -> nearest(client, vector).equals(id), id + " is nearest");
  }

  private static String nearest(LiveClient client, float[] vector) {
    List<Neighbour> found = ask(client, Lookup.of(new Lookup.ByVector(vector), 1).asExact());
    return found.isEmpty() ? "" : found.get(0).entityId();
  }

  private static long generation(LiveClient client) {
    float[] anywhere = new float[SmallIndex.DIMENSION];
    return answer(client, Lookup.of(new Lookup.ByVector(anywhere), 1)).neighbours().generation();
  }

  private static List<Neighbour> ask(LiveClient client, Lookup lookup) {
    return answer(client, lookup).neighbours().neighbours();
  }

  private static LookupAnswer answer(LiveClient client, Lookup lookup) {
    LookupAnswer answer = client.ask(LookupRequest.of(lookup), TIMEOUT);
    assertThat(answer.error()).isNull();
    return answer;
  }

  private static void send(LiveClient client, Oracle oracle, int changes) {
    for (int i = 0; i < changes; i++) {
      client.send(oracle.next());
    }
  }

  private LocalLive start(int parallelism, TableOptions.Changes changes) {
    LocalLive live =
        LocalLive.start(
            LocalLiveOptions.of(LakeOptions.of(warehouse.toString()), SmallIndex.REF)
                .withParallelism(parallelism)
                .withCheckpointInterval(Duration.ofMillis(300))
                .withTables(
                    TableOptions.defaults()
                        .withCommitInterval(Duration.ofMillis(700))
                        .withChanges(changes)));
    live.awaitReady(Duration.ofMinutes(2));
    return live;
  }

  private static LiveClient client(LocalLive live) {
    return new LiveClient(live.bootstrapServers(), LiveTopics.of(SmallIndex.REF));
  }

  private Lake lake() {
    return Lake.open(LakeOptions.of(warehouse.toString()));
  }
}
