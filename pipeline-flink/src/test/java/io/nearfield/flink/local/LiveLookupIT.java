package io.nearfield.flink.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Lookup.Combine;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.api.Radius;
import io.nearfield.connect.api.Radius.Operator;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live job answers every lookup as the tables do, and ends where the highest version says. */
class LiveLookupIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int COUNT = 600;
  private static final int DIMENSION = 8;
  private static final int LOOKUPS = 120;

  @TempDir static Path warehouse;

  private static Plan plan;
  private static LocalLive live;
  private static LiveClient client;
  private static Lake lake;
  private static IndexSearcher searcher;

  @BeforeAll
  static void start() {
    LakeOptions options = LakeOptions.of(warehouse.toString());
    plan =
        Plan.of(
                "all",
                LakeFixture.featureSet("shop", "r", Metric.EUCLIDEAN, DIMENSION),
                "IVF9,Flat")
            .withPartitions(3)
            .withFilterColumns(Map.of("n", AttributeType.LONG, "even", AttributeType.BOOLEAN));
    Random random = new Random(6);
    List<Entity> entities =
        IntStream.range(0, COUNT)
            .mapToObj(
                i -> new Entity("e" + i, vector(random), Map.of("n", (long) i, "even", i % 2 == 0)))
            .toList();
    lake = Lake.open(options);
    LakeFixture.build(lake, plan, entities);
    searcher = IndexSearcher.open(lake, plan.ref(), set -> null);
    live = LocalLive.start(LocalLiveOptions.of(options, plan.ref()));
    live.awaitReady(Duration.ofMinutes(1));
    client = new LiveClient(live.bootstrapServers(), LiveTopics.of(plan.ref()));
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (live != null) {
      live.close();
    }
    if (searcher != null) {
      searcher.close();
      lake.close();
    }
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static LookupAnswer ask(Lookup lookup) {
    return client.ask(LookupRequest.of(lookup), TIMEOUT);
  }

  @Test
  void everyLookupIsAnsweredAsByTheTables() {
    Random random = new Random(8);
    for (int i = 0; i < LOOKUPS; i++) {
      // Changes of the other test carry no 'even'.
      Lookup lookup = random(random).withFilter(filter(random));
      LookupAnswer answer = ask(lookup);
      assertThat(answer.error()).as("%s", lookup).isNull();
      if (lookup.query() instanceof Lookup.ByEntities by && by.combine() == Combine.EACH) {
        assertThat(told(answer.each())).isEqualTo(told(searcher.searchEach(lookup)));
        assertThat(answer.each().keySet()).containsExactlyElementsOf(by.ids());
      } else {
        assertThat(told(Map.of("", answer.neighbours())))
            .as("%s", lookup)
            .isEqualTo(told(Map.of("", searcher.search(lookup))));
      }
    }
  }

  /** All but the total of what was answered by codes, which only one of the two may know. */
  private static Map<String, List<Object>> told(Map<String, Neighbours> answers) {
    Map<String, List<Object>> told = new java.util.HashMap<>();
    answers.forEach(
        (id, its) -> told.put(id, List.of(its.neighbours(), its.isComplete(), its.total())));
    return told;
  }

  private static String filter(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "even is not null";
      case 1 -> "even = true and n < " + random.nextInt(COUNT);
      default -> "even is not null and n < " + random.nextInt(40);
    };
  }

  private static Lookup random(Random random) {
    Lookup.Query query =
        switch (random.nextInt(4)) {
          case 0 -> new Lookup.ByEntity("e" + random.nextInt(COUNT));
          case 1 -> new Lookup.ByEntities(ids(random, 3), Combine.MEAN);
          case 2 -> new Lookup.ByEntities(ids(random, 3), Combine.EACH);
          default -> new Lookup.ByVector(vector(random));
        };
    Lookup lookup = Lookup.of(query, 1 + random.nextInt(20));
    if (random.nextInt(3) == 0) {
      lookup = lookup.farthest();
    }
    if (random.nextInt(3) == 0) {
      lookup = lookup.asExact().withPage(random.nextInt(5), 1 + random.nextInt(20));
    }
    if (random.nextInt(3) == 0) {
      lookup = lookup.within(Set.copyOf(ids(random, 60)));
    }
    if (random.nextInt(3) == 0) {
      Radius.Bound least = new Radius.Bound(Operator.GTE, random.nextDouble() * 3);
      Radius.Bound most = new Radius.Bound(Operator.LT, 2 + random.nextDouble() * 3);
      lookup = lookup.withRadius(new Radius(List.of(least, most)));
    }
    return random.nextInt(3) == 0 ? lookup.returning(List.of("n")) : lookup;
  }

  private static List<String> ids(Random random, int count) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      ids.add("e" + random.nextInt(COUNT));
    }
    return List.copyOf(ids);
  }

  @Test
  void whatIsWrongWithALookupIsSaidToItAlone() {
    Lookup.Query two = new Lookup.ByEntities(List.of("e1", "no-one"), Combine.MEAN);
    assertThat(ask(Lookup.of(two, 3)).error()).contains("'no-one'");
    Lookup.Query each = new Lookup.ByEntities(List.of("no-one", "e1", "nobody"), Combine.EACH);
    assertThat(ask(Lookup.of(each, 3)).error()).contains("'no-one'");
    Lookup byVector = Lookup.of(new Lookup.ByVector(new float[DIMENSION]), 3);
    assertThat(ask(byVector.returning(List.of("evn"))).error()).contains("did you mean 'even'?");
    assertThat(ask(Lookup.of(new Lookup.ByBits(new byte[] {1}), 3)).error()).contains("EUCLIDEAN");
    assertThat(ask(Lookup.of(new Lookup.ByDocument(new byte[] {1}, "text/x"), 3)).error())
        .contains("imported");
    assertThat(ask(byVector).neighbours().neighbours()).hasSize(3);
  }

  @Test
  void oneEntityHammeredWithReorderedVersionsEndsAtTheHighest() {
    Random random = new Random(9);
    int versions = 400;
    for (boolean deletedAtTheEnd : new boolean[] {false, true}) {
      String id = "hammered-" + deletedAtTheEnd;
      List<Change> changes = new ArrayList<>();
      float[] last = null;
      for (int version = 1; version <= versions; version++) {
        boolean delete = version == versions ? deletedAtTheEnd : random.nextInt(4) == 0;
        float[] vector = vector(random);
        last = vector;
        Change change =
            delete
                ? new Change.Delete(id, version)
                : new Change.Upsert(id, version, null, vector, Map.of("n", (long) version));
        changes.add(change);
        if (random.nextInt(3) == 0) {
          changes.add(change);
        }
      }
      Collections.shuffle(changes, random);
      changes.forEach(client::send);

      Lookup itself =
          Lookup.of(new Lookup.ByVector(last), 1).within(Set.of(id)).returning(List.of("n"));
      List<Neighbour> expected =
          deletedAtTheEnd ? List.of() : List.of(new Neighbour(id, 0, Map.of("n", (long) versions)));
      await(itself, expected);
      // Late ones change nothing any more.
      changes.subList(0, 50).forEach(client::send);
      Change marker = new Change.Upsert(id + "-marker", 1, null, vector(random), Map.of());
      client.send(marker);
      awaitFound(marker.entityId());
      assertThat(ask(itself).neighbours().neighbours()).isEqualTo(expected);
      assertThat(ask(itself).neighbours().total()).isEqualTo(deletedAtTheEnd ? 0 : 1);
    }
  }

  private static void await(Lookup lookup, List<Neighbour> expected) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    List<Neighbour> found = ask(lookup).neighbours().neighbours();
    while (!found.equals(expected)) {
      assertThat(System.nanoTime()).as("still %s", found).isLessThan(end);
      found = ask(lookup).neighbours().neighbours();
    }
  }

  private static void awaitFound(String id) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (ask(Lookup.of(new Lookup.ByEntity(id), 1)).failed()) {
      assertThat(System.nanoTime()).as("%s is not there", id).isLessThan(end);
    }
  }
}
